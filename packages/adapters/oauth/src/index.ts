export { apple, type AppleOptions } from './apple.js';
export { discord, type DiscordOptions } from './discord.js';
export { github, type GitHubOptions } from './github.js';
export { google, type GoogleOptions } from './google.js';
export { oauth2, type OAuth2Options } from './oauth2.js';
export { oidc, type OidcOptions } from './oidc/oidc.js';
export { steam, type SteamOptions } from './steam.js';
