import { definePlugin } from '@aethex/core';
import { MultiplayerConfig } from './multiplayer.config.js';

/** Rooms, relay, state sync, matchmaking, and signalling for P2P and voice. */
export const multiplayerPlugin = definePlugin({
  id: 'multiplayer',
  core: '>=0.1.0',
  config: MultiplayerConfig,
});
