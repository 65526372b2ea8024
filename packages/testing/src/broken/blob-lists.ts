import { Readable } from 'node:stream';
import type { BlobInfo, BlobStore } from '@aethex/core';
import { memoryBlobs } from '@aethex/local';
import { AethexError, isAethexError } from '@aethex/protocol';
import { spoilt, type Broken } from './broken.js';

async function all(list: AsyncIterable<BlobInfo>): Promise<BlobInfo[]> {
  const infos: BlobInfo[] = [];
  for await (const info of list) infos.push(info);
  return infos;
}

/** Broken promises about ranges and lists. */
export const brokenLists: readonly Broken<BlobStore>[] = [
  {
    breaks: 'reads a range from its start to its end, both included',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        get: async (key, range) => {
          const size = (await real.stat(key))?.size ?? 0;
          if (range?.end === undefined || range.end < range.start || range.end >= size)
            return real.get(key, range);
          const found = await real.get(key, {
            start: range.start,
            end: Math.max(range.start, range.end - 1),
          });
          return found && (range.end > range.start ? found : { ...found, body: Readable.from([]) });
        },
      })),
  },
  {
    breaks: 'leaves out what lies past the end',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        get: async (key, range) => {
          const info = await real.stat(key);
          if (info && range && range.start > 0 && range.start >= info.size)
            throw new AethexError('invalid', 'blobs.range_invalid', 'There are no such bytes.');
          return real.get(key, range);
        },
      })),
  },
  {
    breaks: 'refuses a range that runs backwards or has no whole numbers as blobs.range_invalid',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        get: async (key, range) =>
          real.get(key, range).catch((error: unknown) => {
            if (isAethexError(error) && error.code === 'blobs.range_invalid') return real.get(key);
            throw error;
          }),
      })),
  },
  {
    breaks: 'lists by prefix in byte order',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        list: async function* (prefix) {
          yield* (await all(real.list(prefix))).toSorted((one, other) =>
            one.key.localeCompare(other.key, 'en'),
          );
        },
      })),
  },
  {
    breaks: 'lists everything under an empty prefix',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        list: async function* (prefix) {
          if (prefix !== '') yield* real.list(prefix);
        },
      })),
  },
  {
    breaks: 'lists more than a thousand, each once, with what stat says of them',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        // Reads the first page only.
        list: async function* (prefix) {
          yield* (await all(real.list(prefix))).slice(0, 1_000);
        },
      })),
  },
  {
    breaks: 'lists nothing under a prefix that no key can have',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({ list: (prefix) => real.list(prefix.replace(/^(\.\.?\/)+/, '')) })),
  },
  {
    breaks: 'may be left in the middle of a list',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => {
        let open = false;
        return {
          // One cursor for all, and who leaves does not give it back.
          list: async function* (prefix) {
            if (open) throw new Error('A list is open already.');
            const infos = await all(real.list(prefix));
            open = infos.length > 0;
            for (const [index, info] of infos.entries()) {
              open = index < infos.length - 1;
              yield info;
            }
          },
        };
      }),
  },
  {
    breaks: 'goes on listing when what would come next is deleted',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        list: async function* (prefix) {
          for (const { key } of await all(real.list(prefix))) {
            const info = await real.stat(key);
            if (!info) throw new Error(`"${key}" has vanished.`);
            yield info;
          }
        },
      })),
  },
];
