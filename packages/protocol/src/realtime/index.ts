export { pack, unpack } from './msgpack.js';
