import { sameValue, type StateData } from '../merge-state.js';
import { pack } from '../msgpack.js';
import { ByteWriter } from './byte-writer.js';
import { partBits } from './frame-bits.js';
import type { Shape } from './shape.js';
import { ShapeBook } from './shape-book.js';
import { Field, Track } from './track.js';

/** What of a player cannot be said in differences of numbers. */
interface Extras {
  rest: StateData | null;
  shapes: Shape[] | null;
}

/**
 * Packs the states of the players of a room. In each tick: `join`, `change` and `leave` what changed, take the frames of
 * its streams, then `settle`.
 */
export class StateEncoder {
  readonly shapes: ShapeBook;
  /** The changes of this tick, one player after the other. */
  readonly changes = new ByteWriter(1024);
  private readonly scratch = new ByteWriter();
  private readonly tracks = new Set<Track>();
  private readonly changed: Track[] = [];
  private readonly left: Track[] = [];
  private readonly freeNumbers: number[] = [];
  private lastNumber = -1;

  /** `quantum`: the steps to which numbers under a key are rounded. */
  constructor(quantum: Readonly<Record<string, number>> = {}) {
    this.shapes = new ShapeBook(quantum);
  }

  /** Whether most of the shapes were learned from values that are no more: a new encoder would send smaller keyframes. */
  get isWorn(): boolean {
    if (this.shapes.size < 16) return false;
    const used = new Set<Shape>();
    for (const { fields } of this.tracks) for (const { shape } of fields) used.add(shape);
    return used.size * 2 < this.shapes.size;
  }

  /** Begins to follow a player. Streams tell the whole of them first. */
  join(playerId: string, data: Readonly<StateData>): Track {
    const track = new Track(playerId, this.freeNumbers.pop() ?? ++this.lastNumber);
    this.tracks.add(track);
    this.change(track, data);
    track.end = track.start;
    return track;
  }

  /** Takes keys of a player that changed, `null` for those that are gone. False when nothing is to be told. */
  change(track: Track, patch: Readonly<StateData>): boolean {
    const extras: Extras = { rest: null, shapes: null };
    for (const key of Object.keys(patch)) if (key !== '__proto__') this.sort(track, key, patch[key], extras);
    if (!track.differs() && !extras.rest && !extras.shapes) return false;
    track.start = this.changes.length;
    this.writeHead(this.changes, track, extras, false);
    track.writeChanges(this.changes);
    track.end = this.changes.length;
    track.whole = null;
    this.changed.push(track);
    return true;
  }

  /** Ceases to follow a player. Their number is given to another one after this tick. */
  leave(track: Track): void {
    if (this.tracks.delete(track)) this.left.push(track);
  }

  /** Ends a tick. */
  settle(): void {
    for (const track of this.changed) track.start = track.end = 0;
    for (const { number } of this.left) this.freeNumbers.push(number);
    this.changed.length = this.left.length = this.changes.length = 0;
  }

  /** Everything about a player, as told up to this tick. */
  whole(track: Track): Uint8Array {
    if (track.whole) return track.whole;
    const { scratch } = this;
    scratch.reset();
    const extras: Extras = {
      rest: track.rest.size > 0 ? Object.fromEntries(track.rest) : null,
      shapes: track.fields.length > 0 ? track.fields.map((field) => field.shape) : null,
    };
    this.writeHead(scratch, track, extras, true);
    track.writeAll(scratch);
    return (track.whole = scratch.copy());
  }

  /** Decides how one key of a player is told. */
  private sort(track: Track, key: string, value: unknown, extras: Extras): void {
    const field = track.field(key);
    if (field?.shape.read(value, field.next)) field.isDirty = true;
    else if (value === null || value === undefined) {
      if (track.drop(key)) (extras.rest ??= {})[key] = null;
    } else if (track.rest.has(key) && sameValue(track.rest.get(key), value)) return;
    else this.replace(track, key, value, extras);
  }

  private replace(track: Track, key: string, value: unknown, extras: Extras): void {
    const shape = this.shapes.find(key, value);
    track.drop(key);
    if (!shape) {
      track.rest.set(key, value);
      (extras.rest ??= {})[key] = value;
      return;
    }
    const field = new Field(shape);
    field.isDirty = shape.read(value, field.next);
    track.fields.push(field);
    (extras.shapes ??= []).push(shape);
  }

  private writeHead(out: ByteWriter, track: Track, { rest, shapes }: Extras, isWhole: boolean): void {
    const bits = (isWhole ? partBits.whole : 0) | (rest ? partBits.rest : 0) | (shapes ? partBits.shapes : 0);
    out.varint(track.number * 2 + (bits === 0 ? 0 : 1));
    if (bits === 0) return;
    out.byte(bits);
    if (isWhole) out.id(track.playerId);
    if (rest) out.blob(pack(rest));
    if (!shapes) return;
    out.varint(shapes.length);
    for (const shape of shapes) out.varint(this.shapes.numberOf(shape));
  }
}
