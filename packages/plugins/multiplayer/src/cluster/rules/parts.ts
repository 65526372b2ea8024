/** Most bytes that go as one message of the relay. */
export const partBytes = 192 * 1024;
/** Most bytes of one packet; a room that is handed over fits in. */
export const packetBytes = 16 * 1024 * 1024;

/** A payload in pieces of which each fits into one message. */
export function partsOf(payload: Uint8Array, size = partBytes): Uint8Array[] {
  const count = Math.max(1, Math.ceil(payload.length / size));
  return Array.from({ length: count }, (_, n) => payload.subarray(n * size, (n + 1) * size));
}

/** Puts the pieces together again that come one after the other. */
export class Gathering {
  private parts: Uint8Array[] = [];
  private size = 0;

  /** The whole payload with its last piece, else `null`. Pieces of which one is missing, and too many, are forgotten. */
  take(part: Uint8Array, index: number, count: number): Uint8Array | null {
    if (index === 0) this.forget();
    if (index !== this.parts.length || this.size + part.length > packetBytes) return this.forget();
    this.parts.push(part);
    this.size += part.length;
    if (this.parts.length < count) return null;
    const whole = count === 1 ? part : Buffer.concat(this.parts);
    this.forget();
    return whole;
  }

  forget(): null {
    this.parts = [];
    this.size = 0;
    return null;
  }
}
