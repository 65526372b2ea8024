import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { TickWheel } from '../src/sync/tick-wheel.js';
import { Listener } from './listener.js';
import { at, clock, forms, join, open, restore, sync, tick } from './sync-stage.js';

const batched = ['batch', 'batch-msgpack', 'delta'];

const until = async (isSo: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !isSo(); i++) await sleep(20);
};

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
    open({}, (seats) => heard.push(seats));
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
    restore(moved, options);
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
