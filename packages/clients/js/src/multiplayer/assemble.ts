import type { RoomNeeds } from './room-session.js';
import { Multiplayer } from './multiplayer.js';
import { RpcBook } from './rpc-book.js';

/** Puts the parts of multiplayer together. The code of rooms is loaded with the first one: other games do without. */
export function assembleMultiplayer(needs: Omit<RoomNeeds, 'rpcBook'>): Multiplayer {
  const rpcBook = new RpcBook();
  const rooms = async () => {
    const { RoomSession } = await import('./room-session.js');
    return new RoomSession({ ...needs, rpcBook });
  };
  return new Multiplayer({ rooms, rpcBook, mode: needs.mode });
}
