export { diffState, mergeState, sameValue, type StateData } from './merge-state.js';
export { pack, packDense, unpack } from './msgpack.js';
export { Rounding } from './state-codec/rounding.js';
export { StateDecoder, type DecodedUpdate } from './state-codec/state-decoder.js';
export { StateEncoder } from './state-codec/state-encoder.js';
export { StateStream, type FrameMoment, type FrameParts } from './state-codec/state-stream.js';
export type { Track } from './state-codec/track.js';
