import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { KeyInfo } from '@aethex/core';
import { z } from 'zod';
import { keyIdPattern } from './rules/envelope.js';

/** A key of the ring. A signing key's secret is its private key. */
export interface RingKey {
  readonly id: string;
  readonly use: KeyInfo['use'];
  readonly createdAt: Date;
  readonly secret: KeyObject;
  readonly publicKey: KeyObject | null;
}

const KeyText = z.strictObject({
  id: z.string().regex(keyIdPattern),
  use: z.enum(['sealing', 'signing']),
  created_at: z.iso.datetime(),
  /** Base64: 32 bytes for sealing, PKCS #8 of an Ed25519 key for signing. */
  key: z.base64(),
});

const sealingBytes = 32;

/** Makes a new key, as the JSON text it is kept as. */
export function newKeyText(use: KeyInfo['use'], createdAt: Date): Buffer {
  const secret =
    use === 'sealing'
      ? randomBytes(sealingBytes)
      : generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
  const text: z.infer<typeof KeyText> = {
    id: randomBytes(8).toString('hex'),
    use,
    created_at: createdAt.toISOString(),
    key: secret.toString('base64'),
  };
  return Buffer.from(`${JSON.stringify(text, null, 2)}\n`);
}

/** Reads the text of a key, or `null` when it is not what `newKeyText` makes. Nothing of it is repeated anywhere. */
export function readKeyText(text: string): RingKey | null {
  try {
    return toKey(KeyText.parse(JSON.parse(text)));
  } catch {
    return null;
  }
}

function toKey(text: z.infer<typeof KeyText>): RingKey {
  const bytes = Buffer.from(text.key, 'base64');
  const about = { id: text.id, use: text.use, createdAt: new Date(text.created_at) };
  if (text.use === 'sealing') {
    if (bytes.length !== sealingBytes) throw new TypeError('A sealing key has 32 bytes.');
    return { ...about, secret: createSecretKey(bytes), publicKey: null };
  }
  const secret = createPrivateKey({ key: bytes, type: 'pkcs8', format: 'der' });
  if (secret.asymmetricKeyType !== 'ed25519') throw new TypeError('A signing key is an Ed25519 key.');
  return { ...about, secret, publicKey: createPublicKey(secret) };
}
