import type { BlobStore } from '@aethex/core';
import { memoryBlobs } from '@aethex/local';
import { AethexError } from '@aethex/protocol';
import { spoilt, type Broken } from './broken.js';

const refuse = (code: string): never => {
  throw new AethexError('invalid', code, 'Refused.');
};

/** How many keys each folder has seen, and the first of them. */
const folders = () => new Map<string, string[]>();
const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

/** Broken promises about keys, absence and deletion. */
export const brokenKeys: readonly Broken<BlobStore>[] = [
  {
    breaks: 'takes every key that the rule allows',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        put: async (key, ...rest) =>
          key.includes('/.') ? refuse('blobs.key_invalid') : real.put(key, ...rest),
      })),
  },
  {
    breaks: 'refuses any other key as blobs.key_invalid',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        // Mends what it should refuse.
        stat: async (key) => real.stat(key.replaceAll(' ', '_')),
      })),
  },
  {
    breaks: 'keeps blobs apart whose keys begin alike',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        // Takes a key for a folder.
        delete: async (key) => {
          await real.delete(key);
          for await (const inside of real.list(`${key}/`)) await real.delete(inside.key);
        },
      })),
  },
  {
    breaks: 'returns null when there are none and never throws for absence',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        get: async (key, range) => {
          const found = await real.get(key, range);
          return found ?? (range ? refuse('blobs.not_found') : null);
        },
      })),
  },
  {
    breaks: 'knows size, type and time of the bytes, alike in put, get and stat',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        get: async (...args) =>
          real.get(...args).then((got) => got && { ...got, info: { ...got.info, type: null } }),
      })),
  },
  {
    breaks: 'deletes, twice without complaint',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        delete: async (key) => ((await real.stat(key)) ? real.delete(key) : refuse('blobs.not_found')),
      })),
  },
  {
    breaks: 'loses nothing when puts and deletes of neighbours race',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => {
        const seen = folders();
        return {
          put: async (key, ...rest) => {
            seen.set(folderOf(key), [...(seen.get(folderOf(key)) ?? []), key]);
            return real.put(key, ...rest);
          },
          // Takes the folder of a busy neighbour for empty.
          delete: async (key) => {
            const [first, ...others] = seen.get(folderOf(key)) ?? [];
            if (first !== undefined && others.length > 20) await real.delete(first);
            await real.delete(key);
          },
        };
      }),
  },
];
