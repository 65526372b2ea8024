/** The first byte of a frame. */
export const frameBits = { keyframe: 0x01, shapes: 0x02, gone: 0x04, version: 0x10 } as const;

/** The second byte of a player's part, when the lowest bit of its head is set. */
export const partBits = { whole: 0x01, rest: 0x02, shapes: 0x04 } as const;
