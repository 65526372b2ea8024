import { createHash } from 'node:crypto';

/** Bytes of a message in one notice: with a head of up to 60 characters, 4/3 of them stay under the 8,000 of a payload. */
const chunkBytes = 5_850;

/** A message as the payloads of notices: `publisher.number.part.parts:base64`. No two payloads are ever the same. */
export function noticesOf(publisher: string, number: number, bytes: Uint8Array): string[] {
  const parts = Math.max(1, Math.ceil(bytes.length / chunkBytes));
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: parts }, (_, part) => {
    const chunk = whole.subarray(part * chunkBytes, (part + 1) * chunkBytes);
    return `${publisher}.${number}.${part}.${parts}:${chunk.toString('base64')}`;
  });
}

interface Begun {
  readonly message: string;
  readonly chunks: Buffer[];
}

/** Puts the notices of one channel together again. All notices of a message come in one piece, or none of them. */
export class Assembly {
  private begun: Begun | undefined;

  /** The whole message when this notice was its last, else `null`. What is no notice of ours is left out. */
  take(payload: string): Uint8Array | null {
    const head = /^([\w-]+\.\d+)\.(\d+)\.(\d+):/.exec(payload);
    if (!head) return null;
    const [{ length }, message, part, parts] = head as unknown as [string, string, string, string];
    const chunk = Buffer.from(payload.slice(length), 'base64');
    if (part === '0') this.begun = { message, chunks: [] };
    if (this.begun?.message !== message || this.begun.chunks.length !== Number(part)) return null;
    this.begun.chunks.push(chunk);
    if (this.begun.chunks.length < Number(parts)) return null;
    const { chunks } = this.begun;
    this.begun = undefined;
    return chunks.length === 1 ? chunk : Buffer.concat(chunks);
  }
}

/** The channel of a topic: names of channels are cut at 63 bytes. */
export const channelOf = (topic: string): string =>
  `aethex_${createHash('sha256').update(topic).digest('base64url').slice(0, 22)}`;
