import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

interface Credentials {
  readonly username: string;
  readonly credential: string;
}

const cookie = 0x2112a442;
const [allocate, allocated] = [0x0003, 0x0103];
const attribute = { username: 0x06, integrity: 0x08, realm: 0x14, nonce: 0x15, transport: 0x19 } as const;

/** Whether a TURN server gives one a relayed address (RFC 8656, 7; the long-term credentials of RFC 8489, 9.2). */
export async function allocates(port: number, { username, credential }: Credentials): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    const asked = await ask(socket, port, message([[attribute.transport, Buffer.from([17, 0, 0, 0])]]));
    const { realm, nonce } = challengeOf(asked);
    const key = createHash('md5').update(`${username}:${realm.toString()}:${credential}`).digest();
    const signed = message(
      [
        [attribute.transport, Buffer.from([17, 0, 0, 0])],
        [attribute.username, Buffer.from(username)],
        [attribute.realm, realm],
        [attribute.nonce, nonce],
      ],
      key,
    );
    return (await ask(socket, port, signed)).readUInt16BE(0) === allocated;
  } finally {
    socket.close();
  }
}

function message(attributes: readonly (readonly [number, Buffer])[], key?: Buffer): Buffer {
  const body = Buffer.concat(attributes.map(([type, value]) => encoded(type, value)));
  const head = Buffer.alloc(8);
  head.writeUInt16BE(allocate, 0);
  head.writeUInt16BE(body.length + (key ? 24 : 0), 2);
  head.writeUInt32BE(cookie, 4);
  const plain = Buffer.concat([head, randomBytes(12), body]);
  if (!key) return plain;
  return Buffer.concat([plain, encoded(attribute.integrity, createHmac('sha1', key).update(plain).digest())]);
}

function encoded(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function challengeOf(answer: Buffer): { realm: Buffer; nonce: Buffer } {
  const found = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= answer.length;) {
    const length = answer.readUInt16BE(at + 2);
    found.set(answer.readUInt16BE(at), answer.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  const [realm, nonce] = [found.get(attribute.realm), found.get(attribute.nonce)];
  if (!realm || !nonce) throw new Error('The TURN server asked for no credentials.');
  return { realm, nonce };
}

function ask(socket: Socket, port: number, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The TURN server did not answer.')), 3_000);
    socket.once('message', (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    socket.send(request, port, '127.0.0.1');
  });
}
