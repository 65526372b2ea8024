import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobInfo, BlobStore } from '@aethex/core';
import { memoryBlobs } from '@aethex/local';
import { isAethexError } from '@aethex/protocol';
import { spoilt, turn, type Broken } from './broken.js';

const whole = (body: Uint8Array | Readable): Promise<Buffer> =>
  body instanceof Readable ? buffer(body) : Promise.resolve(Buffer.from(body));

const typed = (info: BlobInfo, type: string | null): BlobInfo => ({ ...info, type });

/** Broken promises about the bytes themselves. */
export const brokenBytes: readonly Broken<BlobStore>[] = [
  {
    breaks: 'keeps opaque bytes, from none to many',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        // Takes a zero for the end of a text.
        put: (key, body, about) =>
          real.put(
            key,
            body instanceof Uint8Array && body.length === 1 && body[0] === 0 ? Buffer.alloc(0) : body,
            about,
          ),
      })),
  },
  {
    breaks: 'takes a stream as well as an array',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        // Forgets the last byte of a stream.
        put: async (key, body, about) =>
          real.put(key, body instanceof Readable ? (await buffer(body)).subarray(0, -1) : body, about),
      })),
  },
  {
    breaks: 'keeps the bytes themselves: changing the array after put changes nothing',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => {
        const given = new Map<string, Uint8Array>();
        return {
          put: async (key, body, about) => {
            const bytes = await whole(body);
            if (body instanceof Uint8Array) given.set(key, body);
            return real.put(key, bytes, about);
          },
          get: async (key, range) => {
            const now = given.get(key);
            const about = await real.stat(key);
            if (now && about) await real.put(key, now, about.type === null ? {} : { type: about.type });
            return real.get(key, range);
          },
        };
      }),
  },
  {
    breaks: 'replaces what was there',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        put: async (key, body, about) => {
          const before = await real.stat(key).catch(() => null);
          const type = before?.type ?? about?.type;
          return real.put(key, body, type === undefined ? {} : { type });
        },
      })),
  },
  {
    breaks: 'shows readers the old bytes or the new, never a mixture',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        put: async (...args) => {
          await turn();
          return real.put(...args);
        },
        // Reads the second half later, when there is still as much to read.
        get: async (key, range) => {
          const found = await real.get(key, range);
          if (!found) return null;
          const first = await buffer(found.body);
          const half = first.length >> 1;
          const later = async (): Promise<Buffer> => {
            await turn();
            await turn();
            const now = await real.get(key, range);
            return now?.info.size === found.info.size ? buffer(now.body) : first;
          };
          const halves = async function* () {
            yield first.subarray(0, half);
            yield (await later()).subarray(half);
          };
          return { info: found.info, body: Readable.from(halves(), { objectMode: false }) };
        },
      })),
  },
  {
    breaks: 'lets a reader that has begun read on to the end what it began with',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        // Looks for the bytes when they are read, not when they were asked for.
        get: async (key, range) => {
          const found = await real.get(key, range);
          const later = async function* () {
            const now = await real.get(key, range);
            if (now) yield* now.body;
          };
          return found && { info: found.info, body: Readable.from(later()) };
        },
      })),
  },
  {
    breaks: 'changes nothing when a body breaks off',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        put: async (key, body, about) => {
          if (body instanceof Uint8Array) return real.put(key, body, about);
          const came: Buffer[] = [];
          try {
            for await (const chunk of body) came.push(Buffer.from(chunk as Uint8Array));
          } catch (error) {
            await real.put(key, Buffer.concat(came), about);
            throw error;
          }
          return real.put(key, Buffer.concat(came), about);
        },
      })),
  },
  {
    breaks: 'keeps the type, or null when none was given',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => {
        const known = (info: BlobInfo): BlobInfo => typed(info, info.type ?? 'application/octet-stream');
        return {
          put: async (...args) => known(await real.put(...args)),
          stat: async (key) => real.stat(key).then((info) => info && known(info)),
          get: async (...args) => real.get(...args).then((got) => got && { ...got, info: known(got.info) }),
          list: async function* (prefix) {
            for await (const info of real.list(prefix)) yield known(info);
          },
        };
      }),
  },
  {
    breaks: 'refuses a type that is not 1 to 255 visible ASCII characters as blobs.type_invalid',
    adapter: () =>
      spoilt(memoryBlobs(), (real) => ({
        put: async (key, body, about) =>
          real.put(key, body, about).catch((error: unknown) => {
            if (isAethexError(error) && error.code === 'blobs.type_invalid') return real.put(key, body);
            throw error;
          }),
      })),
  },
];
