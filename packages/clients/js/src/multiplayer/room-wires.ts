import type { ErrorInfo, Result } from '../result.js';
import type { Settings } from '../options.js';
import type { SocketKeeper } from '../socket/socket-keeper.js';
import type { JoinedRoom } from './joined-room.js';
import type { Unpack } from './room-states.js';
import type { RpcBook } from './rpc-book.js';
import type { RoomsContract } from './shapes.js';

/** What a room needs of its surroundings. */
export interface RoomWires {
  readonly keeper: Pick<SocketKeeper, 'tell' | 'ask'>;
  readonly settings: Settings;
  readonly rpcBook: RpcBook;
  /** Makes what reads the state frames of one room. */
  readonly unpack: () => Unpack;
  /** Calls a method of the contract. */
  manage(name: keyof RoomsContract['methods'], input: object): Promise<Result<unknown>>;
  resync(): Promise<Result<null, ErrorInfo>>;
  leave(room: JoinedRoom): Promise<Result<null, ErrorInfo>>;
}
