export type { P2pClient, P2pEvents, P2pOptions } from './p2p-client.js';
export type { Path } from './peer-link.js';
export { PeerLinks } from './peer-links.js';
export type { HeardFrame, SignalChannel, SignalFrame } from './signal-channel.js';
export type { VoiceClient, VoiceEvents, VoiceMember, VoiceOptions, VoiceTicket } from './voice-client.js';
export { VoiceMesh } from './voice-mesh.js';
