import { mergeState } from '@aethex/protocol/realtime';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StateDraft } from './state-draft.js';

describe('the own state', () => {
  it('tells each key once, until it changes', () => {
    const draft = new StateDraft({});
    draft.merge({ position: [1, 2], health: 100 });
    expect(draft.changes()).toEqual({ position: [1, 2], health: 100 });
    draft.merge({ position: [1, 3], health: 100 });
    expect(draft.changes()).toEqual({ position: [1, 3] });
    draft.merge({ position: [1, 3] });
    expect(draft.changes()).toBeNull();
  });

  it('may be told by an object that the game goes on changing', () => {
    const draft = new StateDraft({});
    const position = { x: 1 };
    draft.merge({ position });
    expect(draft.changes()).toEqual({ position: { x: 1 } });
    position.x = 2;
    draft.merge({ position });
    position.x = 3;
    expect(draft.changes()).toEqual({ position: { x: 2 } });
  });

  it('takes keys away by null', () => {
    const draft = new StateDraft({});
    draft.merge({ flag: 'red' });
    draft.changes();
    draft.merge({ flag: null });
    expect(draft.changes()).toEqual({ flag: null });
    expect(draft.changes()).toBeNull();
  });

  it('tells nothing of a key that came and went between two frames', () => {
    const draft = new StateDraft({});
    draft.merge({ flag: 'red' });
    draft.merge({ flag: null, other: undefined });
    expect(draft.changes()).toBeNull();
  });

  it('tells all of it when the room may not know, and takes away what it should not', () => {
    const draft = new StateDraft({});
    draft.merge({ position: 1, health: 2 });
    draft.changes();
    draft.doubt(['position', 'flag']);
    expect(draft.changes()).toEqual({ position: 1, health: 2, flag: null });
  });

  it('leaves the room with what the player told, whatever was lost before a doubt', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({ data: fc.dictionary(key, fc.option(fc.nat(3), { nil: null })) }),
      fc.record({ isLost: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (history) => {
        const [draft, room, mine] = [new StateDraft({}), {}, {}];
        for (const one of history) {
          if ('data' in one) {
            draft.merge(one.data);
            mergeState(mine, one.data);
          } else if (one.isLost) {
            draft.changes();
            draft.doubt(Object.keys(room));
          } else mergeState(room, draft.changes() ?? {});
        }
        mergeState(room, draft.changes() ?? {});
        expect(room).toEqual(mine);
      }),
    );
  });
});
