import { Listeners } from '../listeners.js';
import type { ClientStorage } from './client-storage.js';

/** Keeps texts for as long as the program runs. Give one to several clients and they share it like tabs. */
export function memoryStorage(): ClientStorage {
  const texts = new Map<string, string>();
  const changed = new Listeners<[key: string]>();
  return {
    get: (key) => texts.get(key) ?? null,
    set: (key, text) => {
      texts.set(key, text);
      changed.tell(key);
    },
    delete: (key) => {
      if (texts.delete(key)) changed.tell(key);
    },
    keys: (prefix) => [...texts.keys()].filter((key) => key.startsWith(prefix)),
    watch: (listener) => changed.add(listener),
  };
}
