import { definePlugin, handles, Relay, serve } from '@aethex/core';
import { realtimeFrames, rooms, voice } from '@aethex/protocol';
import { clusterProviders } from './cluster/cluster-providers.js';
import { Edge } from './edge/edge.js';
import { Presence } from './edge/presence.js';
import { RoomFrames } from './edge/room-frames.js';
import { matchmakingParts } from './matchmaking/parts.js';
import { MultiplayerConfig } from './multiplayer.config.js';
import { MultiplayerMetrics } from './multiplayer.metrics.js';
import { RoomsService } from './rooms.service.js';
import { Doors } from './rooms/doors.js';
import { HouseOfRooms } from './rooms/house-of-rooms.js';
import { MatchRooms } from './rooms/match-rooms.js';
import { moderate } from './rooms/room-ask.js';
import { RoomKinds } from './rooms/room-kinds.js';
import { RoomRegistry } from './rooms/room-registry.js';
import { RoomsForMatches } from './rooms/rooms-for-matches.js';
import { SignalPort } from './rooms/signal-port.js';
import { RtcMetrics } from './rtc/rtc-metrics.js';
import { Signalling } from './rtc/signalling.js';
import { VoiceAnswers } from './rtc/voice-answers.js';
import { VoiceDesk } from './rtc/voice-desk.js';
import { VoiceService } from './rtc/voice.service.js';

/** Rooms, relay, state sync, matchmaking, and signalling for P2P and voice. */
export const multiplayerPlugin = definePlugin({
  id: 'multiplayer',
  core: '>=0.1.0',
  needs: [Relay],
  config: MultiplayerConfig,
  serves: [serve(rooms, RoomsService), serve(voice, VoiceService), ...matchmakingParts.serves],
  entities: matchmakingParts.entities,
  migrations: matchmakingParts.migrations,
  jobs: matchmakingParts.jobs,
  privacy: matchmakingParts.privacy,
  frames: [handles(realtimeFrames, RoomFrames)],
  permissions: { [moderate]: 'Do in any room of the game what its host may do.' },
  providers: [
    MultiplayerMetrics,
    SignalPort,
    HouseOfRooms,
    RoomKinds,
    RoomRegistry,
    Doors,
    Edge,
    Presence,
    { provide: RoomsForMatches, useClass: MatchRooms },
    RtcMetrics,
    VoiceDesk,
    VoiceAnswers,
    Signalling,
    ...clusterProviders,
    ...matchmakingParts.providers,
  ],
});
