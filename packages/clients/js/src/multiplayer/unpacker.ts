import type { SocketKeeper } from '../socket/socket-keeper.js';
import type { Unpack, Unpacked } from './room-states.js';

type Decoder = import('@aethex/protocol/realtime').StateDecoder;

/** Reads the state frames of one room; those of MessagePack may be packed. */
export function unpackerOf({ codec }: Pick<SocketKeeper, 'codec'>): Unpack {
  const Decoder = codec?.packed?.StateDecoder;
  const decoder = Decoder ? new Decoder() : null;
  return (frame) => {
    if (decoder && frame.d instanceof Uint8Array) return read(decoder, frame.d);
    const { keyframe, players, gone, server_ts = 0 } = frame;
    return { keyframe, players, gone, server_ts };
  };
}

function read(decoder: Decoder, bytes: Uint8Array): Unpacked | null {
  try {
    return decoder.read(bytes);
  } catch {
    // What is damaged is asked for anew, like what was missed.
    return null;
  }
}
