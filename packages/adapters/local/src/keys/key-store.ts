import type { KeyInfo } from '@aethex/core';
import type { RingKey } from './key-text.js';

/** Where the keys of a ring are kept, in the order they were made. Keys are added and removed, never changed. */
export interface KeyStore {
  /** All keys, the newest first. */
  read(): Promise<readonly RingKey[]>;
  /** Adds a new key after the newest that `read` has found. Another process may be first, and then nothing is added. */
  add(use: KeyInfo['use'], createdAt: Date): Promise<boolean>;
  /** Removes a key for ever. */
  remove(id: string): Promise<void>;
  /** Makes the place ready, once. */
  open(): Promise<void>;
}
