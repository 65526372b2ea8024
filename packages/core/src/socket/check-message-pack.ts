import { houseError } from '@aethex/protocol';
import type { JsonLimits } from '../dispatch/check-json.js';

/** What a message was found to hold while it was checked. */
export interface MessageFacts {
  /** Keys of maps and elements of lists, repeated keys counted each time. */
  readonly keys: number;
  readonly hasBytes: boolean;
}

const poison = Buffer.from('__proto__');

/**
 * Refuses MessagePack that a reader could be harmed by, before anything is made of it: a length that is declared and
 * not there, too deep nesting, too many keys, a key that could poison a prototype or is no text, extension types,
 * numbers that JSON has not, and bytes left over.
 */
export function checkMessagePack(bytes: Uint8Array, limits: JsonLimits): MessageFacts {
  return new Walk(bytes, limits).run();
}

/** For each container that is open, how many values it still wants; a map wants two for each of its keys. */
const wanted: number[] = [];
const isMap: boolean[] = [];

/** One walk over the heads of a message. It keeps its own stack, so that depth itself can do no harm. */
class Walk {
  private at = 0;
  private keys = 0;
  private hasBytes = false;
  private depth = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly limits: JsonLimits,
  ) {}

  run(): MessageFacts {
    this.value();
    while (this.depth > 0) {
      const top = this.depth - 1;
      const left = wanted[top] ?? 0;
      if (left === 0) this.depth = top;
      else {
        wanted[top] = left - 1;
        if (isMap[top] && left % 2 === 0) this.key();
        else this.value();
      }
    }
    if (this.at !== this.bytes.length) throw malformed();
    return { keys: this.keys, hasBytes: this.hasBytes };
  }

  private value(): void {
    const head = this.byte();
    if (head < 0x80 || head >= 0xe0) return;
    if (head < 0x90) return this.container(head & 0x0f, true);
    if (head < 0xa0) return this.container(head & 0x0f, false);
    if (head < 0xc0) return this.skip(head & 0x1f);
    const size = sizes[head - 0xc0] ?? elsewhere;
    if (size === elsewhere) this.longer(head);
    else if (head === 0xca || head === 0xcb) this.float(head, size);
    else this.skip(size);
  }

  /** Values whose length stands behind their head. */
  private longer(head: number): void {
    if (head >= 0xd9 && head <= 0xdb) return this.skip(this.length(1 << (head - 0xd9)));
    if (head === 0xdc || head === 0xdd) return this.container(this.length(head === 0xdc ? 2 : 4), false);
    if (head === 0xde || head === 0xdf) return this.container(this.length(head === 0xde ? 2 : 4), true);
    if (head < 0xc4 || head > 0xc6) throw head === 0xc1 ? malformed() : houseError('ws.binary');
    this.hasBytes = true;
    this.skip(this.length(1 << (head - 0xc4)));
  }

  private key(): void {
    const head = this.byte();
    const isShort = head >= 0xa0 && head < 0xc0;
    if (!isShort && (head < 0xd9 || head > 0xdb)) throw malformed();
    const length = isShort ? head & 0x1f : this.length(1 << (head - 0xd9));
    const from = this.at;
    this.skip(length);
    if (length === poison.length && this.bytes[from] === poison[0] && this.isPoison(from))
      throw houseError('request.poisoned', { key: '__proto__' });
  }

  private isPoison(from: number): boolean {
    return poison.equals(this.bytes.subarray(from, from + poison.length));
  }

  private container(count: number, map: boolean): void {
    const { maxDepth, maxKeys } = this.limits;
    const values = map ? count * 2 : count;
    if (values > this.bytes.length - this.at) throw malformed();
    this.keys += count;
    if (this.keys > maxKeys || this.depth >= maxDepth)
      throw houseError('request.too_deep', { max_depth: maxDepth, max_keys: maxKeys });
    wanted[this.depth] = values;
    isMap[this.depth] = map;
    this.depth += 1;
  }

  /** Infinity and not-a-number have all bits of their exponent set. */
  private float(head: number, size: number): void {
    const first = this.bytes[this.at] ?? 0;
    const second = this.bytes[this.at + 1] ?? 0;
    const exponent = head === 0xcb ? 0xf0 : 0x80;
    if ((first & 0x7f) === 0x7f && (second & exponent) === exponent) throw malformed();
    this.skip(size);
  }

  private byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw malformed();
    this.at += 1;
    return byte;
  }

  private length(size: number): number {
    let length = 0;
    for (let index = 0; index < size; index += 1) length = length * 256 + this.byte();
    return length;
  }

  private skip(length: number): void {
    this.at += length;
    if (this.at > this.bytes.length) throw malformed();
  }
}

const elsewhere = 255;
/** Bytes behind the heads 0xc0 to 0xd3: nil, booleans and numbers. Those of the others are said `elsewhere`. */
// prettier-ignore
const sizes = Uint8Array.of(
  0, elsewhere, 0, 0, elsewhere, elsewhere, elsewhere, elsewhere, elsewhere, elsewhere,
  4, 8, 1, 2, 4, 8, 1, 2, 4, 8,
);

const malformed = () =>
  houseError('request.malformed', undefined, { message: 'The frame is not valid MessagePack.' });
