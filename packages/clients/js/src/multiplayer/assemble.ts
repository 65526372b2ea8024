import type { SessionKeeper } from '../auth/session-keeper.js';
import type { Mode } from '../contract-types.js';
import type { Caller } from '../http/caller.js';
import type { Settings } from '../options.js';
import type { SocketKeeper } from '../socket/socket-keeper.js';
import { Multiplayer } from './multiplayer.js';
import { RoomSession } from './room-session.js';
import { RpcBook } from './rpc-book.js';

interface Needs {
  readonly settings: Settings;
  readonly keeper: SocketKeeper;
  readonly session: SessionKeeper;
  readonly caller: Caller;
  readonly mode: Mode;
}

/** Puts the parts of multiplayer together. */
export function assembleMultiplayer(needs: Needs): { multiplayer: Multiplayer; dispose: () => void } {
  const rpcBook = new RpcBook();
  const rooms = new RoomSession({ ...needs, rpcBook });
  return {
    multiplayer: new Multiplayer({ rooms, rpcBook, mode: needs.mode }),
    dispose: () => rooms.dispose(),
  };
}
