import { inMode } from '../mode.js';
import { EngineRoom } from './engine-room.js';
import type { MatchmakingClient } from './matchmaking-client.js';
import { Matchmaking } from './matchmaking.js';
import { P2p } from './p2p.js';
import { RoomParts } from './room-parts.js';
import type { P2pClient } from './rtc/index.js';
import { Voice } from './voice.js';
import type { GameVoice } from './multiplayer-client.js';
import { Multiplayer } from './multiplayer.js';
import type { RoomNeeds } from './room-session.js';
import { RpcBook } from './rpc-book.js';

/** Puts the parts of multiplayer together. */
export function assembleMultiplayer(about: Omit<RoomNeeds, 'rpcBook'>): Multiplayer {
  const needs = { ...about, rpcBook: new RpcBook() };
  const engineRoom = new EngineRoom(needs);
  const matchmaking = new Matchmaking(engineRoom);
  const { relayOnly } = needs.settings;
  const voice = new Voice(new RoomParts(engineRoom, ({ VoiceMesh }, channel) => new VoiceMesh(channel)));
  const p2p = new P2p(
    new RoomParts(engineRoom, ({ PeerLinks }, channel) => new PeerLinks(channel, { relayOnly })),
  );
  return new Multiplayer({
    engineRoom,
    rpcBook: needs.rpcBook,
    mode: needs.mode,
    voice: inMode<GameVoice>(voice, needs.mode),
    p2p: inMode<P2pClient>(p2p, needs.mode),
    matchmaking: inMode<MatchmakingClient>(matchmaking, needs.mode),
  });
}
