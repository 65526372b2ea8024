import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Clock, KeyRing, type KeyInfo, type SigningKey } from '@aethex/core';
import { keyInUse, tampered, unknownKey } from './key-errors.js';
import type { RingKey } from './key-text.js';
import type { KeyStore } from './key-store.js';
import {
  boundTo,
  envelopeHeader,
  nonceLength,
  readEnvelope,
  tagLength,
  type Envelope,
} from './rules/envelope.js';

const cipher = 'aes-256-gcm';
/** Milliseconds for which the keys in memory are taken for those in the store, unless an envelope knows better. */
const trustMs = 2_000;

/** A ring of keys on some store. What another process adds or removes is noticed within two seconds. */
export class StoredKeys extends KeyRing {
  /** The newest first. */
  private keys: readonly RingKey[] = [];
  private reading: Promise<unknown> = Promise.resolve();
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: KeyStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Reads the keys, and makes the first ones where there are none. */
  async load(): Promise<void> {
    await this.store.open();
    await this.refresh();
    for (const use of ['sealing', 'signing'] as const) {
      while (!this.keys.some((key) => key.use === use)) await this.add(use);
    }
  }

  async seal(purpose: string, bytes: Uint8Array, context?: Uint8Array): Promise<Uint8Array> {
    await this.refreshIfOld();
    const { id, secret } = this.current('sealing');
    const header = envelopeHeader(id);
    const nonce = randomBytes(nonceLength);
    const closing = createCipheriv(cipher, secret, nonce, { authTagLength: tagLength });
    closing.setAAD(boundTo(header, purpose, context));
    const ciphertext = [closing.update(bytes), closing.final()];
    return Buffer.concat([header, nonce, ...ciphertext, closing.getAuthTag()]);
  }

  async open(purpose: string, sealed: Uint8Array, context?: Uint8Array): Promise<Uint8Array> {
    const envelope = apart(sealed);
    const key = this.sealing(envelope.keyId) ?? (await this.refresh(), this.sealing(envelope.keyId));
    if (!key) throw unknownKey(envelope.keyId);
    try {
      const opening = createDecipheriv(cipher, key.secret, envelope.nonce, { authTagLength: tagLength });
      opening.setAAD(boundTo(envelope.header, purpose, context));
      opening.setAuthTag(envelope.tag);
      return Buffer.concat([opening.update(envelope.ciphertext), opening.final()]);
    } catch (error) {
      throw tampered(error);
    }
  }

  keyOf(sealed: Uint8Array): string {
    return apart(sealed).keyId;
  }

  async signingKeys(): Promise<readonly SigningKey[]> {
    await this.refreshIfOld();
    return this.keys.flatMap(({ id, createdAt, secret, publicKey }) =>
      publicKey ? [{ id, createdAt, privateKey: secret, publicKey }] : [],
    );
  }

  async list(): Promise<readonly KeyInfo[]> {
    await this.refresh();
    return this.keys.map((key) => this.about(key));
  }

  async rotate(use: KeyInfo['use']): Promise<KeyInfo> {
    await this.refresh();
    while (!(await this.add(use)));
    return this.about(this.current(use));
  }

  async retire(id: string): Promise<void> {
    await this.refresh();
    const key = this.keys.find((one) => one.id === id);
    if (!key) return;
    if (this.about(key).current) throw keyInUse(id);
    await this.store.remove(id);
    await this.refresh();
  }

  private async add(use: KeyInfo['use']): Promise<boolean> {
    const added = await this.store.add(use, this.clock.now());
    await this.refresh();
    return added;
  }

  private current(use: KeyInfo['use']): RingKey {
    const newest = this.keys.find((key) => key.use === use);
    if (!newest) throw new Error(`The key ring holds no ${use} key any more.`);
    return newest;
  }

  private sealing(id: string): RingKey | undefined {
    return this.keys.find((key) => key.id === id && key.use === 'sealing');
  }

  private about(key: RingKey): KeyInfo {
    const { id, use, createdAt } = key;
    return { id, use, createdAt, current: key === this.current(use) };
  }

  private async refreshIfOld(): Promise<void> {
    if (performance.now() - this.readAt > trustMs) await this.refresh();
  }

  /** Reads the store as it is from now on. Readings follow each other, so an older one never comes out on top. */
  private refresh(): Promise<void> {
    const next = this.reading.then(async () => {
      const began = performance.now();
      this.keys = await this.store.read();
      this.readAt = began;
    });
    this.reading = next.catch(() => undefined);
    return next;
  }
}

function apart(sealed: Uint8Array): Envelope {
  const envelope = readEnvelope(sealed);
  if (!envelope) throw tampered();
  return envelope;
}

/** Whether a ring closes and opens, for doctors. */
export async function closes(keys: KeyRing): Promise<boolean> {
  const opened = await keys.open('doctor', await keys.seal('doctor', Buffer.from('probe')));
  return Buffer.from(opened).toString() === 'probe';
}
