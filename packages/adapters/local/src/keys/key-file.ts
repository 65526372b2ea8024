import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { open } from 'node:fs/promises';
import type { KeyInfo } from '@aethex/core';
import { z } from 'zod';
import { openToOthers, unreadable } from './key-errors.js';
import { keyIdPattern } from './rules/envelope.js';

/** A key of the ring. A signing key's secret is its private key. */
export interface RingKey {
  readonly id: string;
  readonly use: KeyInfo['use'];
  readonly createdAt: Date;
  readonly secret: KeyObject;
  readonly publicKey: KeyObject | null;
}

const KeyFile = z.strictObject({
  id: z.string().regex(keyIdPattern),
  use: z.enum(['sealing', 'signing']),
  created_at: z.iso.datetime(),
  /** Base64: 32 bytes for sealing, PKCS #8 of an Ed25519 key for signing. */
  key: z.base64(),
});

const sealingBytes = 32;

/** Makes the text of a new key file. */
export function newKeyFile(use: KeyInfo['use'], createdAt: Date): Buffer {
  const secret =
    use === 'sealing'
      ? randomBytes(sealingBytes)
      : generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
  const file: z.infer<typeof KeyFile> = {
    id: randomBytes(8).toString('hex'),
    use,
    created_at: createdAt.toISOString(),
    key: secret.toString('base64'),
  };
  return Buffer.from(`${JSON.stringify(file, null, 2)}\n`);
}

/** Reads a key file. Fails with a `BootError` when it is open to others, empty or not what this server writes. */
export async function readKeyFile(path: string): Promise<RingKey> {
  const text = await readPrivately(path);
  if (text.trim() === '') throw unreadable(path, 'is empty');
  try {
    return toKey(KeyFile.parse(JSON.parse(text)));
  } catch {
    // What was wrong is not repeated: it could show a piece of the key.
    throw unreadable(path, 'cannot be understood');
  }
}

async function readPrivately(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { mode } = await handle.stat();
    if (isOpen(mode, 0o077)) throw openToOthers(path, mode, '600');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Whether one of these rights is given. Windows keeps rights in another way and shows the same bits for all. */
export const isOpen = (mode: number, rights: number): boolean =>
  process.platform !== 'win32' && (mode & rights) !== 0;

function toKey(file: z.infer<typeof KeyFile>): RingKey {
  const bytes = Buffer.from(file.key, 'base64');
  const about = { id: file.id, use: file.use, createdAt: new Date(file.created_at) };
  if (file.use === 'sealing') {
    if (bytes.length !== sealingBytes) throw new TypeError('A sealing key has 32 bytes.');
    return { ...about, secret: createSecretKey(bytes), publicKey: null };
  }
  const secret = createPrivateKey({ key: bytes, type: 'pkcs8', format: 'der' });
  if (secret.asymmetricKeyType !== 'ed25519') throw new TypeError('A signing key is an Ed25519 key.');
  return { ...about, secret, publicKey: createPublicKey(secret) };
}
