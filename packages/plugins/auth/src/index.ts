export { Suspension } from './accounts/suspension.js';
export { AuthConfig } from './auth.config.js';
export { authPlugin } from './auth.plugin.js';
export { SecondFactor } from './mfa/second-factor.js';
export { Bans, type WantedBan } from './players/bans.js';
