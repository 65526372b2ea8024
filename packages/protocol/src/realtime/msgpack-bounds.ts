const fixed: Readonly<Record<number, number>> = {
  0xca: 4,
  0xcb: 8,
  0xcc: 1,
  0xcd: 2,
  0xce: 4,
  0xcf: 8,
  0xd0: 1,
  0xd1: 2,
  0xd2: 4,
  0xd3: 8,
};
/** Width of the length that follows each of the types with one. */
const lengths: Readonly<Record<number, 1 | 2 | 4>> = {
  0xc4: 1,
  0xc5: 2,
  0xc6: 4,
  0xd9: 1,
  0xda: 2,
  0xdb: 4,
  0xdc: 2,
  0xdd: 4,
  0xde: 2,
  0xdf: 4,
};

/**
 * Whether the bytes are one whole MessagePack value without extensions, nested no deeper than `depth`, whose keys are
 * texts and whose declared lengths are there. Looks only; nothing is allocated.
 */
export function isSoundMsgpack(bytes: Uint8Array, depth = 16): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return skipValue(view, 0, depth) === bytes.length;
}

/** The place after the value at a place, or -1. */
function skipValue(view: DataView, at: number, depth: number): number {
  if (at >= view.byteLength) return -1;
  const type = view.getUint8(at);
  if (type < 0x80 || type >= 0xe0 || type === 0xc0 || type === 0xc2 || type === 0xc3) return at + 1;
  if (type < 0x90) return skipMap(view, at + 1, type & 0x0f, depth);
  if (type < 0xa0) return skipMany(view, at + 1, type & 0x0f, depth);
  if (type < 0xc0) return inside(view, at + 1 + (type & 0x1f));
  const width = fixed[type];
  return width === undefined ? skipLong(view, at, type, depth) : inside(view, at + 1 + width);
}

function skipLong(view: DataView, at: number, type: number, depth: number): number {
  const width = lengths[type];
  if (width === undefined || at + 1 + width > view.byteLength) return -1;
  const length = readLength(view, at + 1, width);
  const start = at + 1 + width;
  if (type <= 0xdb) return inside(view, start + length);
  return type >= 0xde ? skipMap(view, start, length, depth) : skipMany(view, start, length, depth);
}

function skipMany(view: DataView, at: number, count: number, depth: number): number {
  if (depth === 0 || count > view.byteLength - at) return -1;
  let next = at;
  for (let i = 0; i < count && next >= 0; i++) next = skipValue(view, next, depth - 1);
  return next;
}

function skipMap(view: DataView, at: number, count: number, depth: number): number {
  if (depth === 0 || count > view.byteLength - at) return -1;
  let next = at;
  for (let i = 0; i < count && next >= 0; i++) {
    if (!isText(view, next)) return -1;
    next = skipValue(view, next, depth - 1);
    if (next >= 0) next = skipValue(view, next, depth - 1);
  }
  return next;
}

function isText(view: DataView, at: number): boolean {
  const type = at < view.byteLength ? view.getUint8(at) : 0;
  return (type >= 0xa0 && type < 0xc0) || (type >= 0xd9 && type <= 0xdb);
}

const inside = (view: DataView, end: number): number => (end <= view.byteLength ? end : -1);

function readLength(view: DataView, at: number, width: 1 | 2 | 4): number {
  if (width === 1) return view.getUint8(at);
  return width === 2 ? view.getUint16(at) : view.getUint32(at);
}
