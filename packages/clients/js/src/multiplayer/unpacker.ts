import type { SocketKeeper } from '../socket/socket-keeper.js';
import type { Unpack, Unpacked } from './room-states.js';

type Decoder = InstanceType<typeof import('@aethex/protocol/realtime').StateDecoder>;

/** Reads the state frames of one room; those of MessagePack may be packed. */
export function unpackerOf({ codec }: Pick<SocketKeeper, 'codec'>): Unpack {
  const Decoder = codec?.packed?.StateDecoder;
  const decoder = Decoder ? new Decoder() : null;
  return (frame) => (decoder && frame.d instanceof Uint8Array ? read(decoder, frame.d) : frame);
}

function read(decoder: Decoder, bytes: Uint8Array): Unpacked | null {
  try {
    return decoder.read(bytes);
  } catch {
    // What is damaged is asked for anew, like what was missed.
    return null;
  }
}
