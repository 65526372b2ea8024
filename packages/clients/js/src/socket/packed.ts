// Loaded by itself, when MessagePack is spoken; of the protocol's module it keeps what a client needs.
export { pack, StateDecoder, unpack } from '@aethex/protocol/realtime';
