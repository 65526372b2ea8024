import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAethexError } from '../../errors/aethex-error.js';
import { mergeState, type StateData } from '../merge-state.js';
import { Rounding } from './rounding.js';
import { StateDecoder, type DecodedUpdate } from './state-decoder.js';
import { StateEncoder } from './state-encoder.js';
import { StateStream } from './state-stream.js';
import type { Track } from './track.js';

const quantum = { position: 0.01, turn: 0.1 };
const rounding = new Rounding(quantum);

/** Zeros have no sign on the wire. */
const unsigned = (state: StateData): StateData =>
  JSON.parse(JSON.stringify(state, (_key, value: unknown) => (value === 0 ? 0 : value))) as StateData;

/** A client: what it knows after the frames it read. */
class Reader {
  readonly decoder = new StateDecoder();
  states: Record<string, StateData> = {};

  read(frame: Uint8Array | null): DecodedUpdate | null {
    const update = frame && this.decoder.read(frame);
    if (!update) return null;
    if (update.keyframe) this.states = {};
    for (const id of update.gone) delete this.states[id];
    for (const { player_id, data } of update.players)
      mergeState((this.states[player_id] ??= {}), unsigned(data));
    return update;
  }
}

/** A room whose players everybody sees, beside what a client is to know of it. */
class Room {
  readonly encoder = new StateEncoder(quantum);
  readonly stream = new StateStream(this.encoder);
  readonly truth: Record<string, StateData> = {};
  readonly tracks = new Map<string, Track>();
  tick = 0;

  step(all: Readonly<Record<string, StateData | null>>): Uint8Array | null {
    const parts = { entered: [] as Track[], changed: [] as Track[], gone: [] as Track[] };
    for (const [id, change] of Object.entries(all)) {
      const patch = change && rounding.apply(change);
      const track = this.tracks.get(id);
      if (patch === null) {
        if (track) parts.gone.push(track);
        if (track) this.encoder.leave(track);
        this.tracks.delete(id);
        delete this.truth[id];
        continue;
      }
      mergeState((this.truth[id] ??= {}), structuredClone(patch));
      if (track) this.encoder.change(track, patch);
      if (track) parts.changed.push(track);
      else this.tracks.set(id, this.encoder.join(id, patch));
      if (!track) parts.entered.push(this.tracks.get(id)!);
    }
    this.tick += 1;
    const frame = this.stream.frame({ tick: this.tick, serverTs: 1_700_000_000_000 + this.tick * 50 }, parts);
    this.encoder.settle();
    return frame;
  }

  keyframe(): Uint8Array {
    return this.stream.keyframe(this.tracks.values());
  }

  get seen(): Record<string, StateData> {
    return Object.fromEntries(Object.entries(this.truth).map(([id, state]) => [id, unsigned(state)]));
  }
}

const number = fc.oneof(
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e300, 2 ** 52, 0.1, 1.5),
);
const vector = fc.record({ x: number, y: number, z: number }, { requiredKeys: ['x'] });
// MessagePack gives such a key another name.
const isPoisoned = (value: unknown): boolean => JSON.stringify(value).includes('"__proto__"');
const patch = fc.record(
  {
    position: fc.oneof(
      { weight: 5, arbitrary: vector },
      fc.constant(null),
      fc.array(number, { maxLength: 4 }),
    ),
    turn: fc.oneof({ weight: 3, arbitrary: number }, fc.constant(null), fc.string()),
    health: fc.oneof(fc.integer({ min: 0, max: 100 }), number, fc.boolean(), fc.constant(null)),
    gear: fc.jsonValue({ maxDepth: 3 }).filter((value) => !isPoisoned(value)),
    hand: fc.record({ $t: fc.constantFrom('Vector2', 'Vector3'), v: fc.tuple(number, number) }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<StateData>;
const changes = fc.dictionary(
  fc.constantFrom('ann', 'ben', '01890a5d-ac96-774b-bcce-b302099a8057', '__proto'),
  fc.option(patch, { freq: 8 }),
);
const history = fc.array(changes, { minLength: 1, maxLength: 25 });

describe('the packed state', () => {
  it('says after any history what merging said', () => {
    fc.assert(
      fc.property(history, (all) => {
        const [room, reader] = [new Room(), new Reader()];
        reader.read(room.keyframe());
        for (const step of all) {
          reader.read(room.step(step));
          expect(reader.states).toEqual(room.seen);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets a newcomer in at any frame', () => {
    fc.assert(
      fc.property(history, fc.nat(24), (all, at) => {
        const [room, newcomer] = [new Room(), new Reader()];
        for (const step of all.slice(0, at)) room.step(step);
        newcomer.read(room.keyframe());
        expect(newcomer.states).toEqual(room.seen);
        for (const step of all.slice(at)) {
          newcomer.read(room.step(step));
          expect(newcomer.states).toEqual(room.seen);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('moves a value by whole steps only, however long the history', () => {
    const [room, reader] = [new Room(), new Reader()];
    reader.read(room.keyframe());
    let x = 0;
    for (let i = 0; i < 5000; i++) {
      x += 0.0137;
      reader.read(room.step({ ann: { position: { x, y: -x, z: x * 3 } } }));
    }
    const at = (value: number): number => Math.round(value * 100) / 100;
    expect(reader.states['ann']).toEqual({ position: { x: at(x), y: at(-x), z: at(x * 3) } });
  });

  it('tells tick and clock', () => {
    const [room, reader] = [new Room(), new Reader()];
    reader.read(room.keyframe());
    reader.read(room.step({ ann: { turn: 1 } }));
    room.step({});
    expect(reader.read(room.step({ ann: { turn: 2 } }))).toEqual({
      tick: 3,
      server_ts: 1_700_000_000_150,
      keyframe: false,
      players: [{ player_id: 'ann', data: { turn: 2 } }],
      gone: [],
    });
  });

  it('makes no frame when nothing changed by a step', () => {
    const room = new Room();
    room.step({ ann: { position: { x: 1, y: 0 }, gear: ['axe'] } });
    expect(room.step({ ann: { position: { x: 1.001, y: 0 }, gear: ['axe'] } })).toBeNull();
  });

  it('knows a frame that builds on one it has not read, until a keyframe', () => {
    const [room, reader] = [new Room(), new Reader()];
    const first = room.step({ ann: { turn: 1 } })!;
    expect(reader.read(first)).toBeNull();
    reader.read(room.keyframe());
    room.step({ ann: { turn: 2 } });
    expect(reader.read(room.step({ ann: { turn: 3 } }))).toBeNull();
    expect(reader.read(room.step({ ann: { turn: 4 } }))).toBeNull();
    reader.read(room.keyframe());
    reader.read(room.step({ ann: { turn: 5 } }));
    expect(reader.states).toEqual({ ann: { turn: 5 } });
  });

  it('needs a player’s number again once they are gone', () => {
    const [room, reader] = [new Room(), new Reader()];
    reader.read(room.keyframe());
    reader.read(room.step({ ann: { turn: 1 } }));
    reader.read(room.step({ ann: null, ben: { turn: 2 } }));
    reader.read(room.step({ cat: { turn: 3 } }));
    expect([...room.tracks.values()].map((track) => track.number)).toEqual([1, 0]);
    expect(reader.states).toEqual({ ben: { turn: 2 }, cat: { turn: 3 } });
  });

  it('takes a moving player of a known form in few bytes', () => {
    const room = new Room();
    const move = (t: number): StateData => ({ position: { x: t * 0.21, y: 0, z: t * 0.17 }, turn: t * 4 });
    const ids = Array.from({ length: 8 }, (_, i) => `01890a5d-ac96-774b-bcce-b30209${i}a8057`);
    const step = (t: number): number =>
      room.step(Object.fromEntries(ids.map((id, i) => [id, move(t * (i + 1) * 0.3)])))?.length ?? 0;
    step(0);
    const sizes = Array.from({ length: 100 }, (_, i) => step(i + 1));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 + 8 * 6);
  });

  it('sends values in odd forms whole, and does not learn forms without end', () => {
    const [room, reader] = [new Room(), new Reader()];
    reader.read(room.keyframe());
    for (let i = 0; i < 400; i++) {
      reader.read(room.step({ ann: { odd: { [`k${i}`]: i }, [`key${i}`]: i, [`key${i - 1}`]: null } }));
      expect(reader.states).toEqual(room.seen);
    }
    expect(room.encoder.shapes.size).toBeLessThanOrEqual(256);
    expect(room.encoder.isWorn).toBe(true);
  });

  it('has room for more than a thousand numbers of a player', () => {
    const [room, reader] = [new Room(), new Reader()];
    reader.read(room.keyframe());
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`k${i}`, Array.from({ length: 30 }, (_unused, j) => i + j / 3)]),
    );
    reader.read(room.step({ ann: many }));
    reader.read(room.step({ ann: { k39: many['k0'] } }));
    expect(reader.states).toEqual({ ann: { ...many, k39: many['k0'] } });
  });
});

describe('rounding', () => {
  it('rounds the numbers under its keys at any depth, and copies only what it changes', () => {
    const data = { position: { x: 1.004, list: [0.019] }, speed: 1.004, turn: 0.3 };
    expect(rounding.apply(data)).toEqual({ position: { x: 1, list: [0.02] }, speed: 1.004, turn: 0.3 });
    expect(data.position.x).toBe(1.004);
    const near = { position: { x: 0.07, y: [1.1] }, turn: 3, speed: 1.004 };
    expect(rounding.apply(near)).toBe(near);
  });

  it('leaves alone what is too large to count', () => {
    expect(rounding.apply({ position: 1e300 })).toEqual({ position: 1e300 });
  });
});

describe('hostile bytes', () => {
  const damage = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!isAethexError(error) || error.code !== 'state.damaged') throw error;
    }
  };

  it('are refused as damaged, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(0x10, 0x11, 0x13, 0x17),
        (bytes, head) => {
          damage(() => new StateDecoder().read(Uint8Array.from([head, 0, ...bytes])));
          damage(() => new StateDecoder().read(bytes));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('are refused as damaged in the midst of sound ones', () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(255), (all, at, byte) => {
        const [room, reader] = [new Room(), new Reader()];
        reader.read(room.keyframe());
        for (const step of all) {
          const frame = room.step(step);
          if (!frame) continue;
          const spoilt = Uint8Array.from(frame);
          spoilt[at % spoilt.length] = byte;
          damage(() => reader.decoder.read(spoilt));
        }
        reader.read(room.keyframe());
        expect(reader.states).toEqual(room.seen);
      }),
      { numRuns: 300 },
    );
  });

  it('never make the reader believe in lengths that are not there', () => {
    const endless = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x07];
    const started = performance.now();
    for (const head of [0x13, 0x17, 0x15]) {
      const frame = Uint8Array.from([head, 0, 1, 1, 0, ...endless, ...endless]);
      expect(() => new StateDecoder().read(frame)).toThrow('damaged');
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
