import type { BlobInfo, BlobStore } from '@aethex/core';
import { memoryBlobs } from '@aethex/local';
import { shared, spoilt, type Broken } from './broken.js';

const nowhere = 'http://127.0.0.1:9/nothing';

/** Broken promises about nodes, restarts and links. */
export const brokenPlaces: readonly Broken<BlobStore>[] = [
  {
    breaks: 'stores durably: the bytes are there after a restart, unless the store reaches only its process',
    adapter: () =>
      shared(memoryBlobs(), (real, { onClose }) => {
        onClose(async () => {
          for await (const { key } of real.list('')) await real.delete(key);
        });
        return {};
      }),
  },
  {
    breaks: 'shows every node it reaches what one of them has put or deleted',
    adapter: () =>
      shared(memoryBlobs(), (real) => {
        const remembered = new Map<string, BlobInfo>();
        return {
          put: async (key, ...rest) => {
            const info = await real.put(key, ...rest);
            remembered.set(key, info);
            return info;
          },
          stat: async (key) => remembered.get(key) ?? real.stat(key),
          delete: async (key) => {
            remembered.delete(key);
            await real.delete(key);
          },
        };
      }),
  },
  {
    breaks: 'links to the bytes for as long as was asked, or returns null',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        link: async (key, want) => (((await real.link(key, want)) ?? want.verb === 'GET') ? nowhere : null),
      })),
  },
  {
    breaks: 'takes bytes through a link up to the size that was asked, or returns null',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        link: async (key, want) => (((await real.link(key, want)) ?? want.verb === 'PUT') ? nowhere : null),
      })),
  },
];
