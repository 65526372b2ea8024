import { beforeEach, describe, expect, it } from '@jest/globals';
import { Listener } from './listener.js';
import { at, forms, join, open, sync, tick } from './sync-stage.js';

const near = { kind: 'near', radius: 10, x: 'position.x', y: 'position.y' } as const;

describe('interest by groups', () => {
  beforeEach(() => open({ interest: { kind: 'groups' } }));

  it.each(forms)('shows those who share a group, and those of no group (%s)', (form) => {
    const [red, blue, both] = [
      join('ann', form, 'red'),
      join('ben', form, 'blue'),
      join('cat', form, 'red', 'blue'),
    ];
    for (const id of ['ann', 'ben', 'cat', 'ball']) sync.take(id, { [id]: 1 });
    tick();
    const sight = ({ states, playerId }: Listener): string[] =>
      Object.keys(states)
        .filter((id) => id !== playerId)
        .toSorted();
    expect(sight(red)).toEqual(['ball', 'cat']);
    expect(sight(blue)).toEqual(['ball', 'cat']);
    expect(sight(both)).toEqual(['ann', 'ball', 'ben']);
    expect(Object.keys(sync.full(red.seat)).toSorted()).toEqual(['ann', 'ball', 'cat']);
  });

  it.each(forms)('follows whoever changes groups (%s)', (form) => {
    const [ann, ben] = [join('ann', form, 'red'), join('ben', form, 'blue')];
    sync.take('ann', { health: 1 });
    sync.take('ben', { health: 2 });
    tick();
    expect(ben.states['ann']).toBeUndefined();
    sync.setGroups(ann.seat, new Set(['blue']));
    tick();
    expect(ben.states['ann']).toEqual({ health: 1 });
    expect(ann.states['ben']).toEqual({ health: 2 });
    sync.setGroups(ann.seat, new Set(['red']));
    tick();
    expect(ben.states['ann']).toBeUndefined();
    expect(ann.states['ben']).toBeUndefined();
  });

  it('tells a plain client who is gone in the tick in which it comes into other groups', () => {
    const ann = join('ann', 'plain');
    sync.take('cat', { health: 1 });
    tick();
    expect(ann.states).toEqual({ cat: { health: 1 } });
    sync.setGroups(ann.seat, new Set(['top']));
    sync.forget('cat');
    tick();
    expect(ann.states).toEqual({});
  });

  it('tells a plain client who is gone in the tick in which it is told everything anew', () => {
    const ann = join('ann', 'plain');
    sync.take('cat', { health: 1 });
    tick();
    sync.keyframeFor(ann.seat);
    sync.forget('cat');
    tick();
    expect(ann.states).toEqual({});
  });

  it('writes one frame for all of the same groups', () => {
    const heard: (readonly string[])[] = [];
    open({ interest: { kind: 'groups' } }, (seats) => heard.push(seats));
    sync.add(new Listener('1', 'ann', 'batch', new Set(['red', 'top'])));
    sync.add(new Listener('2', 'ben', 'batch', new Set(['top', 'red'])));
    sync.add(new Listener('3', 'cat', 'batch', new Set(['blue'])));
    tick();
    sync.take('ball', at(1));
    heard.length = 0;
    tick();
    expect(heard).toEqual([['1', '2'], ['3']]);
  });
});

describe('interest by distance', () => {
  beforeEach(() => open({ interest: near }));

  it.each(forms)('shows who is near, whole when they come, and tells when they go (%s)', (form) => {
    const ann = join('ann', form);
    sync.take('ann', at(0));
    sync.take('ben', { ...at(30), health: 5 });
    tick();
    expect(ann.states['ben']).toBeUndefined();
    sync.take('ben', at(9));
    tick();
    expect(ann.states['ben']).toEqual({ ...at(9), health: 5 });
    sync.take('ben', { health: 6 });
    tick();
    expect(ann.states['ben']).toEqual({ ...at(9), health: 6 });
    sync.take('ann', at(-30));
    tick();
    expect(ann.states['ben']).toBeUndefined();
  });

  it('does not flicker at the edge', () => {
    const ann = join('ann', 'batch');
    sync.take('ann', at(0));
    sync.take('ben', at(9.9));
    tick();
    for (let i = 0; i < 10; i++) {
      sync.take('ben', at(i % 2 ? 9.9 : 10.5));
      tick();
    }
    expect(ann.heard.filter((frame) => frame['gone'])).toEqual([]);
    sync.take('ben', at(11.1));
    tick();
    expect(ann.heard.at(-1)).toMatchObject({ gone: ['ben'], players: [] });
    sync.take('ben', at(10.5));
    tick();
    expect(ann.states['ben']).toBeUndefined();
  });

  it('shows what is nowhere to everybody, and everybody to who is nowhere', () => {
    const [ann, watcher] = [join('ann', 'delta'), join('watcher', 'delta')];
    sync.take('ann', at(0));
    sync.take('ben', at(100));
    sync.take('score', { red: 1 });
    tick();
    expect(ann.states).toEqual({ ann: at(0), score: { red: 1 } });
    expect(watcher.states).toEqual({ ann: at(0), ben: at(100), score: { red: 1 } });
    expect(sync.full(ann.seat)).toEqual(ann.states);
  });
});
