const opcodes = { text: 0x81, binary: 0x82 } as const;

/** A whole, final, unmasked WebSocket frame around a payload (RFC 6455, 5.2). */
export function framed(payload: Uint8Array, kind: keyof typeof opcodes): Buffer {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = opcodes[kind];
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.set(payload, head);
  return bytes;
}
