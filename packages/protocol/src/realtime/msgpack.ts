import { Packr } from 'msgpackr';

// Maps stay objects and numbers numbers, so that a frame says the same as its JSON.
const packr = new Packr({
  useRecords: false,
  variableMapSize: true,
  int64AsType: 'number',
  moreTypes: false,
});

/** Writes a frame as MessagePack. The bytes are the caller's own. */
export const pack = (value: unknown): Uint8Array => packr.pack(value);

/** Reads MessagePack. Throws on bytes that are none, and on bytes left over. */
export const unpack = (bytes: Uint8Array): unknown => packr.unpack(bytes);
