import { describe, expect, it } from '@jest/globals';
import type { StateData } from '@aethex/protocol/realtime';
import fc from 'fast-check';
import { RoomSync } from '../src/sync/room-sync.js';
import type { Interest } from '../src/sync/sync-types.js';
import { Listener, toListeners } from './listener.js';

const ids = ['ann', 'ben', 'cat', 'dan'] as const;
const radius = 20;
const forms = ['plain', 'plain-msgpack', 'batch', 'batch-msgpack', 'delta'] as const;

const id = fc.constantFrom(...ids);
const groups = fc.subarray(['red', 'blue', 'top']);
const coordinate = fc.oneof(fc.integer({ min: -30, max: 30 }), fc.double({ min: -30, max: 30, noNaN: true }));
// The socket refuses frames with such a key.
const isPoisoned = (value: unknown): boolean => JSON.stringify(value).includes('"__proto__"');
const patch = fc.record(
  {
    position: fc.oneof(fc.record({ x: coordinate, y: coordinate }), fc.constant(null)),
    health: fc.oneof(fc.integer(), fc.constant(null)),
    gear: fc.jsonValue({ maxDepth: 2 }).filter((value) => !isPoisoned(value)),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<StateData>;

type Step =
  | { readonly do: 'take'; readonly id: string; readonly patch: StateData }
  | { readonly do: 'join'; readonly id: string; readonly form: string; readonly groups: string[] }
  | { readonly do: 'regroup'; readonly id: string; readonly groups: string[] }
  | { readonly do: 'remove' | 'forget' | 'fall behind'; readonly id: string }
  | { readonly do: 'tick'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('take' as const), id, patch }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('join' as const), id, form: fc.constantFrom(...forms), groups }),
  },
  fc.record({ do: fc.constant('regroup' as const), id, groups }),
  fc.record({ do: fc.constantFrom('remove' as const, 'forget' as const, 'fall behind' as const), id }),
  { weight: 5, arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.constantFrom(50, 50, 900) }) },
);

/** A room in which everybody is in their own seat, and the truth beside it. */
class Room {
  readonly listeners = new Map<string, Listener>();
  clock = 1_700_000_000_000;
  readonly sync: RoomSync;

  constructor(interest: Interest) {
    const options = { tickRate: 20, interest, quantum: { position: 0.01 } };
    this.sync = new RoomSync(options, toListeners(this.listeners), () => this.clock);
  }

  run(step: Step): void {
    if (step.do === 'tick') {
      this.clock += step.ms;
      this.sync.tick();
    } else if (step.do === 'take') this.sync.take(step.id, structuredClone(step.patch));
    else if (step.do === 'join') this.join(step.id, step.form, step.groups);
    else if (step.do === 'regroup') this.sync.setGroups(step.id, new Set(step.groups));
    else if (step.do === 'forget') this.sync.forget(step.id);
    else if (step.do === 'remove') this.remove(step.id);
    else this.sync.keyframeFor(step.id);
  }

  private join(id: string, form: string, groups: string[]): void {
    this.remove(id);
    const listener = new Listener(id, id, form, new Set(groups));
    this.listeners.set(id, listener);
    this.sync.add(listener);
  }

  private remove(id: string): void {
    this.listeners.delete(id);
    this.sync.remove(id);
  }
}

/** Zeros have no sign on the wire; a plain client is not told of itself. */
const said = (states: Record<string, StateData>, but: string): unknown =>
  JSON.parse(JSON.stringify({ ...states, [but]: undefined }));

/** What a client may know: what it sees, and at an edge what it saw. */
const expected = (room: Room, { seat, states }: Listener, isNear: boolean): Record<string, StateData> => {
  const sees = room.sync.full(seat);
  if (!isNear) return sees;
  const all = Object.entries(room.sync.full());
  return Object.fromEntries(all.filter(([id]) => sees[id] ?? (states[id] && isAtEdge(room, seat, id))));
};

const isAtEdge = (room: Room, a: string, b: string): boolean => {
  const [here, there] = [a, b].map((id) => room.sync.full()[id]?.['position'] as { x: number; y: number });
  if (!here || !there) return false;
  const distance = Math.hypot(here.x - there.x, here.y - there.y);
  return distance > radius && distance <= radius * 1.1;
};

const agrees = (interest: Interest): void => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const room = new Room(interest);
      for (const one of [...steps, { do: 'tick', ms: 50 } as const]) {
        room.run(one);
        if (one.do !== 'tick') continue;
        for (const listener of room.listeners.values()) {
          const { states, playerId } = listener;
          const known = expected(room, listener, interest.kind === 'near');
          expect(said(states, playerId)).toEqual(said(known, playerId));
        }
      }
    }),
    { numRuns: 300 },
  );
};

describe('after any history and a tick, every client knows', () => {
  it('everything, when all see all', () => agrees({ kind: 'all' }));
  it('everything of those it shares a group with', () => agrees({ kind: 'groups' }));
  it('everything of those who are near', () =>
    agrees({ kind: 'near', radius, x: 'position.x', y: 'position.y' }));
});
