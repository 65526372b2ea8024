export { Suspension } from './accounts/suspension.js';
export { AuthConfig } from './auth.config.js';
export { authPlugin } from './auth.plugin.js';
export { Bans, type WantedBan } from './players/bans.js';
