import type { ClientStorage } from './client-storage.js';

let known: ClientStorage | null | undefined;

/** The page's `localStorage`, or `null` where there is none or it may not be used. */
export function webStorage(): ClientStorage | null {
  return (known ??= open());
}

function open(): ClientStorage | null {
  // Node has a localStorage too, which belongs to no page and may ask for a file.
  if (typeof window === 'undefined') return null;
  try {
    const storage = window.localStorage;
    storage.setItem('aethex:probe', '');
    storage.removeItem('aethex:probe');
    return wrapped(storage);
  } catch {
    // Blocked by the browser's settings, or without any room.
    return null;
  }
}

const wrapped = (storage: Storage): ClientStorage => ({
  get: (key) => storage.getItem(key),
  set: (key, text) => storage.setItem(key, text),
  delete: (key) => storage.removeItem(key),
  keys: (prefix) => Object.keys(storage).filter((key) => key.startsWith(prefix)),
  watch: (listener) => {
    const heard = ({ key, storageArea }: StorageEvent): void => {
      if (key !== null && storageArea === storage) listener(key);
    };
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  },
});
