import type { KeyObject } from 'node:crypto';

export interface KeyInfo {
  readonly id: string;
  /** `sealing` keys close and open envelopes; `signing` keys sign tokens. */
  readonly use: 'sealing' | 'signing';
  readonly createdAt: Date;
  /** The newest of its use: the only one that seals or signs. */
  readonly current: boolean;
}

/** An Ed25519 pair. */
export interface SigningKey {
  readonly id: string;
  readonly createdAt: Date;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Holds the server's keys. Envelopes are AES-256-GCM with a random nonce and name the key that closed them.
 */
export abstract class KeyRing {
  /** Closes bytes into an envelope with the newest key. It opens only for the same purpose and context. */
  abstract seal(purpose: string, bytes: Uint8Array, context?: Uint8Array): Promise<Uint8Array>;
  /**
   * Opens an envelope, whichever key of the ring closed it. Fails with `keys.tampered` when one bit of it, the
   * purpose or the context differs, and with `keys.unknown_key` when the ring does not hold the key it names.
   */
  abstract open(purpose: string, envelope: Uint8Array, context?: Uint8Array): Promise<Uint8Array>;
  /** The id of the key that closed the envelope. */
  abstract keyOf(envelope: Uint8Array): string;
  /** The signing keys that tokens may still be signed with, the newest first; only the newest signs. */
  abstract signingKeys(): Promise<readonly SigningKey[]>;
  /** All keys, the newest first. */
  abstract list(): Promise<readonly KeyInfo[]>;
  /** Makes a new current key of the given use. The old ones go on opening and verifying. Of many that race none is lost. */
  abstract rotate(use: KeyInfo['use']): Promise<KeyInfo>;
  /** Destroys a key for ever. The current one is refused as `keys.in_use`; destroying what is not there is no error. */
  abstract retire(id: string): Promise<void>;
}
