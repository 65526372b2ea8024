import { damaged } from './codec-error.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Reads what a ByteWriter wrote. Throws `state.damaged` when the bytes end too early. */
export class ByteReader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw damaged('it ends too early');
    this.at += 1;
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw damaged('a number is too large');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  f32(): number {
    return this.view.getFloat32(this.skip(4), true);
  }

  f64(): number {
    return this.view.getFloat64(this.skip(8), true);
  }

  /** How many things follow; each takes a byte at least. */
  count(): number {
    const count = this.varint();
    if (count > this.left) throw damaged('it promises more than it holds');
    return count;
  }

  blob(): Uint8Array {
    return this.part(this.varint());
  }

  text(): string {
    return readText(this.blob());
  }

  id(): string {
    const length = this.varint();
    return length === 0 ? this.uuid() : readText(this.part(length - 1));
  }

  private uuid(): string {
    const start = this.skip(16);
    let id = '';
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) id += '-';
      id += hexOf[this.bytes[start + i] ?? 0];
    }
    return id;
  }

  private part(length: number): Uint8Array {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  private skip(length: number): number {
    if (length > this.left) throw damaged('it ends too early');
    const start = this.at;
    this.at += length;
    return start;
  }
}

function readText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw damaged('a text is not UTF-8');
  }
}
