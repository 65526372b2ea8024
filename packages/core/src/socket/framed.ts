const opcodes = { text: 0x81, binary: 0x82 } as const;

/** A whole, final, unmasked WebSocket frame around bytes (RFC 6455, 5.2). */
export function framed(payload: Uint8Array, kind: keyof typeof opcodes): Buffer {
  const head = headOf(payload.length);
  const bytes = begun(head, payload.length, opcodes[kind]);
  bytes.set(payload, head);
  return bytes;
}

/** A whole, final, unmasked text frame. */
export function framedText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = headOf(length);
  const bytes = begun(head, length, opcodes.text);
  bytes.write(text, head);
  return bytes;
}

const headOf = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** A buffer for a frame, with its head written. */
function begun(head: number, length: number, opcode: number): Buffer {
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = opcode;
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  return bytes;
}
