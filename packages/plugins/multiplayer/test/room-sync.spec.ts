import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StateData } from '@aethex/protocol/realtime';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { RoomSync } from '../src/sync/room-sync.js';
import type { SyncOptions } from '../src/sync/sync-types.js';
import { TickWheel } from '../src/sync/tick-wheel.js';
import { Listener, toListeners } from './listener.js';

const forms = ['plain', 'plain-msgpack', 'batch', 'batch-msgpack', 'delta'];
const batched = ['batch', 'batch-msgpack', 'delta'];

let clock = 1_700_000_000_000;
let listeners: Map<string, Listener>;
let sync: RoomSync;

const open = (options: Partial<SyncOptions> = {}): void => {
  sync = new RoomSync({ tickRate: 20, ...options }, toListeners(listeners), () => clock);
};
const join = (playerId: string, form: string, ...groups: string[]): Listener => {
  const listener = new Listener(`seat-${playerId}`, playerId, form, new Set(groups));
  listeners.set(listener.seat, listener);
  sync.add(listener);
  return listener;
};
const tick = (ms = 50): void => {
  clock += ms;
  sync.tick();
};
const until = async (isSo: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !isSo(); i++) await sleep(20);
};
const near = { kind: 'near', radius: 10, x: 'position.x', y: 'position.y' } as const;
const at = (x: number, y = 0): StateData => ({ position: { x, y } });

beforeEach(() => {
  listeners = new Map();
  open();
});

describe('states of a room', () => {
  it.each(forms)('reach everybody with the next tick, merged, the newest value of each key (%s)', (form) => {
    const ann = join('ann', form);
    tick();
    sync.take('ben', { ...at(1), health: 5 });
    sync.take('ben', at(2));
    expect(ann.states).toEqual({});
    tick();
    expect(ann.states).toEqual({ ben: { ...at(2), health: 5 } });
    sync.take('ben', { health: null });
    tick();
    expect(ann.states).toEqual({ ben: at(2) });
  });

  it('go out as one frame for all players and all who read the same form', () => {
    const heard: (readonly string[])[] = [];
    sync = new RoomSync(
      { tickRate: 20 },
      (seats) => heard.push(seats),
      () => clock,
    );
    for (const id of ['ann', 'ben', 'cat']) sync.add(new Listener(id, id, 'batch'));
    tick();
    heard.length = 0;
    for (const id of ['ann', 'ben', 'cat']) sync.take(id, at(1));
    tick();
    expect(heard).toEqual([['ann', 'ben', 'cat']]);
  });

  it.each(batched)('name only what changed (%s)', (form) => {
    const ann = join('ann', form);
    sync.take('ben', { ...at(1), health: 5 });
    tick();
    const bytes = ann.bytes;
    sync.take('ben', { ...at(1), health: 6 });
    tick();
    expect(ann.states['ben']).toEqual({ ...at(1), health: 6 });
    expect(ann.bytes - bytes).toBeLessThan(120);
    expect(JSON.stringify(ann.heard.at(-1))).not.toContain('position');
  });

  it('tell nobody anything when nothing changed', () => {
    const all = forms.map((form) => join(form, form));
    sync.take('ben', at(1));
    tick();
    const heard = all.map((it) => it.heard.length);
    sync.take('ben', at(1));
    tick();
    expect(all.map((it) => it.heard.length)).toEqual(heard);
  });

  it('carry the tick, the server’s clock and the sender’s', () => {
    const [ann, cat] = [join('ann', 'batch'), join('cat', 'plain')];
    tick();
    sync.take('ben', { health: 1 }, 17);
    tick();
    expect(ann.heard.at(-1)).toEqual({
      type: 'state_update',
      tick: 2,
      server_ts: clock,
      players: [{ player_id: 'ben', data: { health: 1 }, timestamp: 17 }],
    });
    expect(cat.heard.at(-1)).toEqual({
      type: 'player_state',
      player_id: 'ben',
      timestamp: 17,
      data: { health: 1 },
      keyframe: true,
      server_ts: clock,
    });
  });

  it('are not told back to a plain sender', () => {
    const [ann, ben] = [join('ann', 'plain'), join('ben', 'plain')];
    tick();
    sync.take('ann', at(1));
    tick();
    expect(ann.heard).toEqual([]);
    expect(ben.states).toEqual({ ann: at(1) });
  });

  it.each(forms)('come whole to a newcomer, and to whoever fell behind (%s)', (form) => {
    const ann = join('ann', form);
    sync.take('ben', { ...at(1), health: 5, name: 'Ben' });
    tick();
    const cat = join('cat', form);
    tick();
    expect(cat.states).toEqual(ann.states);
    expect(cat.states).toEqual({ ben: { ...at(1), health: 5, name: 'Ben' } });
    cat.states = {};
    sync.keyframeFor(cat.seat);
    sync.take('ben', at(3));
    tick();
    expect(cat.states).toEqual({ ben: { ...at(3), health: 5, name: 'Ben' } });
    sync.take('ben', at(4));
    tick();
    expect(cat.states).toEqual(ann.states);
  });

  it.each(batched)('come whole every two seconds (%s)', (form) => {
    const ann = join('ann', form);
    sync.take('ben', { ...at(1), health: 5 });
    tick();
    for (let i = 0; i < 45; i++) {
      sync.take('ben', at(i));
      if (i === 44) ann.states = {};
      tick(i === 44 ? 2000 : 20);
    }
    expect(ann.states).toEqual({ ben: { ...at(44), health: 5 } });
  });

  it.each(forms)('go with whoever leaves (%s)', (form) => {
    const ann = join('ann', form);
    sync.take('ben', at(1));
    sync.take('cat', at(1));
    tick();
    sync.forget('ben');
    tick();
    expect(ann.states).toEqual({ cat: at(1) });
    sync.take('ben', { health: 1 });
    tick();
    expect(ann.states).toEqual({ cat: at(1), ben: { health: 1 } });
    sync.forget('ben');
    sync.take('ben', { health: 2 });
    tick();
    expect(ann.states).toEqual({ cat: at(1), ben: { health: 2 } });
  });

  it('are no longer told to a seat that was removed', () => {
    const ann = join('ann', 'batch');
    tick();
    sync.remove(ann.seat);
    sync.take('ben', at(1));
    sync.keyframeFor(ann.seat);
    tick();
    expect(ann.states).toEqual({});
  });

  it('are refused beyond 64 keys, all or nothing', () => {
    const many = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`k${i}`, i]));
    sync.take('ben', many);
    sync.take('ben', { k0: null, other: 1 });
    expect(() => sync.take('ben', { k1: 5, k0: 1 })).toThrow(
      expect.objectContaining({ code: 'rooms.state_too_large' }),
    );
    expect(sync.full()['ben']?.['k1']).toBe(1);
    sync.take('ben', { k1: 5 });
    expect(Object.keys(sync.full()['ben'] ?? {})).toHaveLength(64);
  });

  it('are rounded for everybody alike', () => {
    open({ quantum: { position: 0.01 } });
    const all = forms.map((form) => join(form, form));
    tick();
    sync.take('ben', { position: { x: 1.23456, y: -0.001 }, speed: 1.23456 });
    tick();
    const rounded = { ben: { position: { x: 1.23, y: 0 }, speed: 1.23456 } };
    for (const one of all) expect(one.states).toEqual(rounded);
    expect(sync.full()).toEqual(rounded);
  });

  it('move to another node', () => {
    sync.take('ben', at(1), 17);
    join('ben', 'batch', 'red');
    tick();
    const moved = structuredClone(
      JSON.parse(JSON.stringify(sync.snapshot())) as ReturnType<typeof sync.snapshot>,
    );
    const options = { tickRate: 20, interest: { kind: 'groups' } } as const;
    sync = RoomSync.restore(moved, options, toListeners(listeners), () => clock);
    expect(sync.tickCount).toBe(1);
    const [red, blue] = [join('ann', 'delta', 'red'), join('cat', 'delta', 'blue')];
    tick();
    expect(red.states).toEqual({ ben: at(1) });
    expect(blue.states).toEqual({});
  });
});

describe('packed differences', () => {
  it('say when they were made, from the first frame on', () => {
    const ann = join('ann', 'delta');
    tick();
    expect(ann.last).toMatchObject({ tick: 1, server_ts: clock, keyframe: true });
    sync.take('ben', at(1));
    tick();
    expect(ann.last).toMatchObject({ tick: 2, server_ts: clock, keyframe: false });
  });

  it('stay small in a room of comings and goings', () => {
    const ann = join('ann', 'delta');
    const sizeOfMove = (id: string): number => {
      sync.take(id, at(1));
      tick();
      sync.take(id, at(2));
      const before = ann.bytes;
      tick();
      return ann.bytes - before;
    };
    const atFirst = sizeOfMove('first');
    for (let i = 0; i < 300; i++) {
      sync.take(`guest-${i}`, at(i));
      tick();
      sync.forget(`guest-${i}`);
    }
    expect(sizeOfMove('last')).toBe(atFirst);
    expect(Object.keys(ann.states)).toEqual(['first', 'last']);
  });

  it('forget the forms of values that are no more', () => {
    const ann = join('ann', 'delta');
    tick();
    for (let i = 0; i < 200; i++) {
      sync.take('ben', { [`key${i}`]: [i], [`key${i - 1}`]: null });
      tick();
    }
    tick(2000);
    sync.take('ben', at(1));
    const before = ann.bytes;
    tick(2000);
    expect(ann.last).toMatchObject({ keyframe: true });
    expect(ann.bytes - before).toBeLessThan(150);
    expect(ann.states).toEqual(sync.full());
  });
});

describe('a room without ticks', () => {
  it('passes states on at once, those of one turn together', async () => {
    open({ tickRate: 0 });
    const ann = join('ann', 'batch');
    await turn();
    await turn();
    const before = ann.heard.length;
    sync.take('ben', at(1));
    sync.take('cat', at(2));
    sync.take('ben', { health: 3 });
    await turn();
    expect(ann.states).toEqual({ ben: { ...at(1), health: 3 }, cat: at(2) });
    expect(ann.heard.length - before).toBe(1);
    expect(sync.tickCount).toBe(2);
  });
});

describe('a room on the wheel', () => {
  const errors: unknown[] = [];
  const wheel = new TickWheel({ onError: (error) => errors.push(error) });

  it('ticks while there is something to tell, and sleeps then', async () => {
    const stop = sync.ride(wheel);
    const ann = join('ann', 'delta');
    sync.take('ben', at(1));
    await until(() => ann.states['ben'] !== undefined);
    let ticks = 0;
    while (ticks !== sync.tickCount) {
      ticks = sync.tickCount;
      await sleep(300);
    }
    expect(ticks).toBeLessThan(60);
    sync.take('ben', { health: 2 });
    await until(() => ann.states['ben']?.['health'] === 2);
    stop();
    ticks = sync.tickCount;
    sync.take('ben', at(3));
    await sleep(150);
    expect(sync.tickCount).toBe(ticks);
    expect(ann.states).toEqual({ ben: { ...at(1), health: 2 } });
    expect(errors).toEqual([]);
  });

  it('changes its pace', async () => {
    sync.retune(1);
    const stop = sync.ride(wheel);
    const ann = join('ann', 'batch');
    sync.retune(0);
    sync.take('ben', at(1));
    await turn();
    expect(ann.states).toEqual({ ben: at(1) });
    stop();
  });
});

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

  it('writes one frame for all of the same groups', () => {
    const heard: (readonly string[])[] = [];
    sync = new RoomSync(
      { tickRate: 20, interest: { kind: 'groups' } },
      (seats) => heard.push(seats),
      () => clock,
    );
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
