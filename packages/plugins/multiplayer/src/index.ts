export { MultiplayerConfig } from './multiplayer.config.js';
export { multiplayerPlugin } from './multiplayer.plugin.js';
