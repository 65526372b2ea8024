import type { Undo } from '../listeners.js';
import { memoryStorage } from './memory-storage.js';
import { webStorage } from './web-storage.js';

type Maybe<T> = T | Promise<T>;

/**
 * Where a client keeps what must outlive it: texts under keys. It may answer at once or later. Whoever shares one storage
 * shares the session and the unsent saves.
 */
export interface ClientStorage {
  /** The text under a key, or `null` when there is none. */
  get(key: string): Maybe<string | null>;
  /** Keeps a text. Fails when there is no room, and then what was there stays. */
  set(key: string, text: string): Maybe<void>;
  /** Removing what is not there is no error. */
  delete(key: string): Maybe<void>;
  /** All keys that begin with the prefix. */
  keys(prefix: string): Maybe<readonly string[]>;
  /** Tells which keys somebody else has changed, where that can be known. */
  watch?(listener: (key: string) => void): Undo;
}

/** Who can see a storage: one client alone, all pages of an origin, or whoever the game shares it with. */
export type StorageReach = 'client' | 'origin' | 'given';

/** The storage of a client: the given one, else `localStorage` where it works, else memory. */
export function chooseStorage(given: ClientStorage | undefined): {
  storage: ClientStorage;
  reach: StorageReach;
} {
  const web = webStorage();
  if (given) return { storage: given, reach: given === web ? 'origin' : 'given' };
  return web ? { storage: web, reach: 'origin' } : { storage: memoryStorage(), reach: 'client' };
}
