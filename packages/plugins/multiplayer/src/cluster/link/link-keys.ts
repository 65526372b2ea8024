import { hkdfSync, sign } from 'node:crypto';
import { KeyRing, Logger } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { opened, sealed, tagOf, type LinkKey } from '../rules/sealed.js';

/** What is signed to make a secret of a signing key; tokens never look like it. Ed25519 signs the same the same way. */
const word = Buffer.from('aethex multiplayer: what nodes of one cluster say to each other');
/** Milliseconds between two looks for a key that is not known yet. */
const lookEvery = 1_000;

/**
 * Proves that a message comes from a node of this cluster: whoever can write into Redis alone cannot make one. The key
 * comes from the newest signing key of the ring, which all nodes share.
 */
@Injectable()
export class LinkKeys {
  private keys: readonly LinkKey[] = [];
  private looked = Number.NEGATIVE_INFINITY;
  private warned = false;

  constructor(
    private readonly ring: KeyRing,
    private readonly log: Logger,
  ) {}

  async load(): Promise<void> {
    const signing = await this.ring.signingKeys();
    this.keys = signing.map(({ id, privateKey }) => {
      const secret = hkdfSync('sha256', sign(null, word, privateKey), '', word, 32);
      return { tag: tagOf(id), secret: Buffer.from(secret) };
    });
  }

  seal(payload: Uint8Array): Buffer {
    const [newest] = this.keys;
    if (!newest) throw new TypeError('The ring has no signing key.');
    return sealed(newest, payload);
  }

  /** What was sealed, or `null`: it is forged, or sealed by a key that is looked for now and known the next time. */
  open(bytes: Uint8Array): Buffer | null {
    const payload = opened(this.keys, bytes);
    if (typeof payload !== 'string') return payload;
    if (payload === 'unknown') void this.look();
    else this.warn();
    return null;
  }

  private async look(): Promise<void> {
    const now = performance.now();
    if (now - this.looked < lookEvery) return;
    this.looked = now;
    await this.load().catch((error: unknown) => this.log.warn({ err: error }, 'the keys could not be read'));
  }

  private warn(): void {
    if (this.warned) return;
    this.warned = true;
    this.log.error(
      {},
      'somebody sends forged messages to this node; look who can write into its relay or bus',
    );
  }
}
