export { loopback, type LoopbackOptions } from './loopback.js';
export type { LoopbackListener } from '../auth/flows/shapes.js';
