import type { StateData } from '../merge-state.js';
import { unpack } from '../msgpack.js';
import { isSoundMsgpack } from '../msgpack-bounds.js';
import { ByteReader } from './byte-reader.js';
import { damaged } from './codec-error.js';
import { frameBits, partBits } from './frame-bits.js';
import { readMask, readNumber } from './numbers.js';
import { Quantum } from './quantum.js';
import { Shape, templateOf } from './shape.js';
import { Field, Track } from './track.js';

/** What a packed frame says, in the form of a `state_update` frame. */
export interface DecodedUpdate {
  readonly tick: number;
  readonly server_ts: number;
  /** The players are all there are, and whole. */
  readonly keyframe: boolean;
  /** Keys that changed, `null` for those that are gone. */
  readonly players: readonly { readonly player_id: string; readonly data: StateData }[];
  /** Players who left, or left the view; to be forgotten before `players` are read. */
  readonly gone: readonly string[];
}

const groups: number[] = [];

/** Reads the packed frames of one room, in the order they were sent. */
export class StateDecoder {
  private number: number | null = null;
  private tick = 0;
  private serverTs = 0;
  private shapes: Shape[] = [];
  private tracks = new Map<number, Track>();

  /**
   * The update, or `null` when the frame builds on one that was not read: ask for a `resync`, and read on; a keyframe
   * helps too. Throws `state.damaged` for bytes that are no frame, after which only a keyframe is read.
   */
  read(bytes: Uint8Array): DecodedUpdate | null {
    const from = new ByteReader(bytes);
    const bits = from.byte();
    if ((bits & 0xf0) !== frameBits.version) throw damaged('it is of another version');
    const number = from.byte();
    const keyframe = (bits & frameBits.keyframe) !== 0;
    if (!keyframe && number !== this.number) {
      this.number = null;
      return null;
    }
    // Until the end is reached, what was read may be half a frame.
    this.number = null;
    const update = this.readFrame(from, bits, keyframe);
    this.number = keyframe ? number : (number + 1) & 0xff;
    return update;
  }

  private readFrame(from: ByteReader, bits: number, keyframe: boolean): DecodedUpdate {
    if (keyframe) {
      this.tick = this.serverTs = 0;
      this.shapes = [];
      this.tracks = new Map();
    }
    this.tick += keyframe ? from.varint() : from.signed();
    this.serverTs += keyframe ? from.varint() : from.signed();
    if (bits & frameBits.shapes) this.readShapes(from);
    const gone = bits & frameBits.gone ? this.readGone(from) : [];
    const players = [];
    while (from.left > 0) players.push(this.readPart(from));
    return { tick: this.tick, server_ts: this.serverTs, keyframe, players, gone };
  }

  private readShapes(from: ByteReader): void {
    const first = from.varint();
    if (first > this.shapes.length) throw damaged('shapes are missing');
    const count = from.count();
    for (let i = 0; i < count; i++) {
      const key = from.text();
      const step = from.f64();
      const template = templateOf(readMsgpack(from));
      if (template === null || !(step >= 0)) throw damaged('a shape is none');
      this.shapes[first + i] = new Shape(key, template, new Quantum(step));
    }
  }

  private readGone(from: ByteReader): string[] {
    const gone: string[] = [];
    const count = from.count();
    for (let i = 0; i < count; i++) {
      const number = from.varint();
      const track = this.tracks.get(number);
      if (track) gone.push(track.playerId);
      this.tracks.delete(number);
    }
    return gone;
  }

  private readPart(from: ByteReader): { player_id: string; data: StateData } {
    const head = from.varint();
    const bits = head % 2 === 1 ? from.byte() : 0;
    const track = this.trackOf(from, Math.floor(head / 2), bits);
    const data: StateData = {};
    if (bits & partBits.rest) readRest(from, track, data);
    if (bits & partBits.shapes) this.readFields(from, track);
    readNumbers(from, track);
    for (const field of track.fields) if (field.isDirty) put(data, field.shape.key, built(field));
    return { player_id: track.playerId, data };
  }

  private trackOf(from: ByteReader, number: number, bits: number): Track {
    const known = this.tracks.get(number);
    if ((bits & partBits.whole) === 0) {
      if (!known) throw damaged('a player is unknown');
      return known;
    }
    const track = new Track(from.id(), number);
    this.tracks.set(number, track);
    return track;
  }

  private readFields(from: ByteReader, track: Track): void {
    const count = from.count();
    for (let i = 0; i < count; i++) {
      const shape = this.shapes[from.varint()];
      if (!shape) throw damaged('a shape is unknown');
      track.drop(shape.key);
      const field = new Field(shape);
      field.isDirty = true;
      track.fields.push(field);
    }
  }
}

function readRest(from: ByteReader, track: Track, data: StateData): void {
  const rest = readMsgpack(from);
  if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) throw damaged('values have no keys');
  for (const [key, value] of Object.entries(rest)) {
    track.drop(key);
    if (value !== null) track.rest.set(key, value);
    put(data, key, value);
  }
}

function readNumbers(from: ByteReader, { fields }: Track): void {
  let numbers = 0;
  for (const { told } of fields) numbers += told.length;
  readMask(from, numbers, groups);
  let at = 0;
  for (const field of fields) {
    for (let i = 0; i < field.told.length; i++, at++) {
      if (((groups[Math.floor(at / 7)] ?? 0) & (1 << (at % 7))) === 0) continue;
      field.told[i] = readNumber(from, field.shape.quantum, field.told[i] ?? 0);
      field.isDirty = true;
    }
  }
}

function built(field: Field): unknown {
  field.isDirty = false;
  return field.shape.build(field.told);
}

function put(data: StateData, key: string, value: unknown): void {
  if (key !== '__proto__') data[key] = value;
}

function readMsgpack(from: ByteReader): unknown {
  const bytes = from.blob();
  if (!isSoundMsgpack(bytes)) throw damaged('a value is no MessagePack');
  try {
    return unpack(bytes);
  } catch {
    throw damaged('a value is no MessagePack');
  }
}
