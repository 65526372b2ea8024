export { coturn, staticIce } from './ice/ice.js';
export type { CoturnOptions, StaticIceOptions } from './ice/options.js';
export { livekit } from './livekit/livekit.js';
export type { LivekitOptions } from './livekit/options.js';
