import type { Encoding } from '@aethex/protocol';

type Packed = typeof import('./packed.js');

/** How frames are written on one socket, and read. */
export interface FrameCodec {
  readonly encoding: Encoding;
  /** What the client understands, for the `auth` frame. */
  readonly features: readonly string[];
  encode(frame: object): string | Uint8Array<ArrayBuffer>;
  /** Throws on what is no frame. */
  decode(data: unknown): unknown;
  /** The code of packed states; `null` with JSON, which has none. */
  readonly packed: Packed | null;
}

const jsonCodec: FrameCodec = {
  encoding: 'json',
  features: ['batch'],
  encode: (frame) => JSON.stringify(frame),
  decode: (data) => JSON.parse(String(data)) as unknown,
  packed: null,
};

/** The codec of an encoding. The code of MessagePack is loaded when it is wanted first; JSON costs nothing. */
export async function codecOf(encoding: Encoding): Promise<FrameCodec> {
  return encoding === 'json' ? jsonCodec : msgpackCodec(await import('./packed.js'));
}

const msgpackCodec = (packed: Packed): FrameCodec => ({
  encoding: 'msgpack',
  features: ['batch', 'delta'],
  encode: (frame) => packed.pack(frame) as Uint8Array<ArrayBuffer>,
  decode: (data) =>
    typeof data === 'string' ? JSON.parse(data) : packed.unpack(new Uint8Array(data as ArrayBuffer)),
  packed,
});
