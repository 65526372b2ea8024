import { writeMask, writeNumber } from './numbers.js';
import type { ByteWriter } from './byte-writer.js';
import type { Shape } from './shape.js';

/** The numbers under one key of one player. */
export class Field {
  /** As decoders have them. A field begins with zeros. */
  readonly told: number[];
  /** As they are to be told; only when `isDirty`. */
  readonly next: number[];
  isDirty = false;

  constructor(readonly shape: Shape) {
    this.told = Array.from({ length: shape.size }, () => 0);
    this.next = this.told.slice();
  }
}

const groups: number[] = [];

/** What decoders know of one player: the numbers of keys that have a shape, and the other values as they are. */
export class Track {
  readonly fields: Field[] = [];
  readonly rest = new Map<string, unknown>();
  /** Where the player's changes of this tick stand among those of the room. */
  start = 0;
  end = 0;
  /** The whole player as bytes, once somebody wanted it in this tick. */
  whole: Uint8Array | null = null;

  constructor(
    readonly playerId: string,
    /** Stands for the player in frames. */
    readonly number: number,
  ) {}

  field(key: string): Field | undefined {
    for (const field of this.fields) if (field.shape.key === key) return field;
    return undefined;
  }

  /** Takes a key away. False when it was not there. */
  drop(key: string): boolean {
    if (this.rest.delete(key)) return true;
    const index = this.fields.findIndex((field) => field.shape.key === key);
    if (index < 0) return false;
    this.fields.splice(index, 1);
    return true;
  }

  /** Whether a number of a dirty field differs from what was told. Fields that do not differ are clean again. */
  differs(): boolean {
    let differs = false;
    for (const field of this.fields) {
      if (!field.isDirty) continue;
      field.isDirty = field.next.some((value, i) => value !== field.told[i]);
      differs ||= field.isDirty;
    }
    return differs;
  }

  /** Writes the changed numbers, which count as told then. */
  writeChanges(out: ByteWriter): void {
    this.mask(out, (field, i) => field.isDirty && field.next[i] !== field.told[i]);
    for (const field of this.fields) {
      if (!field.isDirty) continue;
      field.isDirty = false;
      const { next, told, shape } = field;
      for (let i = 0; i < told.length; i++) {
        const [before, after] = [told[i] ?? 0, next[i] ?? 0];
        if (before === after) continue;
        writeNumber(out, shape.quantum, before, after);
        told[i] = after;
      }
    }
  }

  /** Writes all numbers as told, against zeros. */
  writeAll(out: ByteWriter): void {
    this.mask(out, (field, i) => field.told[i] !== 0);
    for (const { told, shape } of this.fields)
      for (const value of told) if (value !== 0) writeNumber(out, shape.quantum, 0, value);
  }

  private mask(out: ByteWriter, isSet: (field: Field, i: number) => boolean): void {
    let at = 0;
    for (const field of this.fields) {
      for (let i = 0; i < field.told.length; i++, at++) {
        const group = Math.floor(at / 7);
        if (at % 7 === 0) groups[group] = 0;
        if (isSet(field, i)) groups[group] = (groups[group] ?? 0) | (1 << (at % 7));
      }
    }
    if (at > 0) writeMask(out, groups, Math.ceil(at / 7));
  }
}
