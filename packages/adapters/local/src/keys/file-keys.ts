import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import {
  adapter,
  BootError,
  Clock,
  KeyRing,
  type Adapter,
  type KeyInfo,
  type SigningKey,
} from '@aethex/core';
import { z } from 'zod';
import { folderError } from '../files/file-errors.js';
import { keyInUse, tampered, unknownKey } from './key-errors.js';
import type { RingKey } from './key-file.js';
import { KeyFolder } from './key-folder.js';
import {
  boundTo,
  envelopeHeader,
  nonceLength,
  readEnvelope,
  tagLength,
  type Envelope,
} from './rules/envelope.js';

const FileKeysOptions = z.strictObject({
  /** The folder the keys lie in. Keep it out of the backups of the data it closes, and keep a backup of it. */
  dir: z.string().min(1),
});

export type FileKeysOptions = z.input<typeof FileKeysOptions>;

const cipher = 'aes-256-gcm';
/** Milliseconds for which the keys in memory are taken for those on the disk, unless an envelope knows better. */
const trustMs = 2_000;

/** Keys in a folder, one file each. What another process adds or removes is noticed within two seconds. */
export class FileKeys extends KeyRing {
  /** The newest first. */
  private keys: readonly RingKey[] = [];
  private reading: Promise<unknown> = Promise.resolve();
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly folder: KeyFolder,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Reads the keys, and makes the first ones where there are none. */
  async load(): Promise<void> {
    await this.folder.open();
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
    await this.folder.remove(id);
    await this.refresh();
  }

  private async add(use: KeyInfo['use']): Promise<boolean> {
    const added = await this.folder.add(use, this.clock.now());
    await this.refresh();
    return added;
  }

  private current(use: KeyInfo['use']): RingKey {
    const newest = this.keys.find((key) => key.use === use);
    if (!newest) throw new Error(`The folder of the key ring holds no ${use} key any more.`);
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

  /** Reads the folder as it is from now on. Readings follow each other, so an older one never comes out on top. */
  private refresh(): Promise<void> {
    const next = this.reading.then(async () => {
      const began = performance.now();
      this.keys = await this.folder.read();
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

/** Keys in private files of this host, made at the first start. */
export function fileKeys(options: FileKeysOptions): Adapter<KeyRing> {
  const dir = resolve(FileKeysOptions.parse(options).dir);
  return adapter<KeyRing>({
    port: KeyRing,
    name: 'file',
    reach: 'host',
    needs: [Clock],
    about: { dir },
    create: async ({ get }) => {
      const keys = new FileKeys(new KeyFolder(dir), get(Clock));
      await keys.load().catch((error: unknown) => {
        throw error instanceof BootError ? error : folderError(dir, error, 'fileKeys({ dir })');
      });
      return keys;
    },
    check: async (keys) => {
      const opened = await keys.open('doctor', await keys.seal('doctor', Buffer.from('probe')));
      const ok = Buffer.from(opened).toString() === 'probe';
      return [{ what: `The keys in "${dir}" close and open`, ok, fix: 'Restore the folder from a backup.' }];
    },
  });
}
