import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { damaged } from './codec-error.js';
import { isCountable, type Quantum } from './quantum.js';

const f32 = 1;
const f64 = 3;

/** Writes a number that stood at `before`: steps and whole numbers as differences, others as they are. */
export function writeNumber(out: ByteWriter, quantum: Quantum, before: number, after: number): void {
  if (quantum.step > 0) return out.signed(after - before);
  if (isCountable(before) && isCountable(after)) {
    const change = after - before;
    return out.varint(change < 0 ? -change * 4 - 2 : change * 4);
  }
  const isShort = Math.fround(after) === after;
  out.byte(isShort ? f32 : f64);
  if (isShort) out.f32(after);
  else out.f64(after);
}

export function readNumber(from: ByteReader, quantum: Quantum, before: number): number {
  if (quantum.step > 0) return before + from.signed();
  const head = from.varint();
  if (head % 2 === 0) return before + (head % 4 === 0 ? head / 4 : -(head + 2) / 4);
  if (head === f32) return from.f32();
  if (head === f64) return from.f64();
  throw damaged('a number is of no known kind');
}

/** Writes which of the numbers changed, seven a byte, the last byte the one without its high bit. */
export function writeMask(out: ByteWriter, groups: readonly number[], count: number): void {
  let last = count - 1;
  while (last > 0 && groups[last] === 0) last -= 1;
  for (let i = 0; i < last; i++) out.byte((groups[i] ?? 0) | 0x80);
  out.byte(groups[last] ?? 0);
}

/** Reads a mask for as many numbers into `groups`. */
export function readMask(from: ByteReader, numbers: number, groups: number[]): void {
  const count = Math.ceil(numbers / 7);
  let more = count > 0;
  for (let i = 0; i < count; i++) {
    const group: number = more ? from.byte() : 0;
    groups[i] = group & 0x7f;
    more = more && group >= 0x80;
  }
  if (more) throw damaged('a mask is too long');
}
