export { standInApple, StandInApple } from './apple.js';
export { standInDiscord, StandInDiscord } from './discord.js';
export { standInGitHub, StandInGitHub } from './github.js';
export { standInGoogle, StandInGoogle } from './google.js';
export { openIdServer, type OpenIdServer } from './open-id-server.js';
export { StandIn, standInClient, type StandInPerson, type Wrong } from './stand-in.js';
export { standInSteam, StandInSteam } from './steam.js';
