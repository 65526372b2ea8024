import { inMode } from '../mode.js';
import { EngineRoom } from './engine-room.js';
import type { MatchmakingClient } from './matchmaking-client.js';
import { Matchmaking } from './matchmaking.js';
import { Multiplayer } from './multiplayer.js';
import type { RoomNeeds } from './room-session.js';
import { RpcBook } from './rpc-book.js';

/** Puts the parts of multiplayer together. */
export function assembleMultiplayer(about: Omit<RoomNeeds, 'rpcBook'>): Multiplayer {
  const needs = { ...about, rpcBook: new RpcBook() };
  const engineRoom = new EngineRoom(needs);
  const matchmaking = new Matchmaking(engineRoom, needs.settings);
  return new Multiplayer({
    engineRoom,
    rpcBook: needs.rpcBook,
    mode: needs.mode,
    matchmaking: inMode<MatchmakingClient>(matchmaking, needs.mode),
  });
}
