const utf8 = new TextEncoder();
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Bytes that grow. What was written before stays where it is until `reset`. */
export class ByteWriter {
  length = 0;
  private bytes: Uint8Array;
  private view: DataView;

  constructor(size = 256) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  reset(): void {
    this.length = 0;
  }

  /** A copy of what was written, or of a part of it. */
  copy(start = 0, end = this.length): Uint8Array {
    return this.bytes.slice(start, end);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** A whole number from 0 to 2^53, seven bits a byte, the low ones first (LEB128). */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A whole number of either sign, small ones in few bytes (zigzag: 0, -1, 1, -2 … become 0, 1, 2, 3 …). */
  signed(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  f32(value: number): void {
    this.room(4);
    this.view.setFloat32(this.length, value, true);
    this.length += 4;
  }

  f64(value: number): void {
    this.room(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A part of another writer. */
  part(of: ByteWriter, start: number, end: number): void {
    this.room(end - start);
    for (let i = start; i < end; i++) this.bytes[this.length++] = of.bytes[i] ?? 0;
  }

  /** Bytes behind their length. */
  blob(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.blob(utf8.encode(text));
  }

  /** A UUID as 16 bytes behind a 0, another text behind its length and one. */
  id(id: string): void {
    if (!uuidForm.test(id)) {
      const bytes = utf8.encode(id);
      this.varint(bytes.length + 1);
      return this.raw(bytes);
    }
    this.byte(0);
    const hex = id.replaceAll('-', '');
    for (let i = 0; i < 32; i += 2) this.byte(Number.parseInt(hex.slice(i, i + 2), 16));
  }

  private room(more: number): void {
    if (this.length + more > this.bytes.length) this.grow(more);
  }

  private grow(more: number): void {
    const wider = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    wider.set(this.bytes);
    this.bytes = wider;
    this.view = new DataView(wider.buffer);
  }
}
