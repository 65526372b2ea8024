import { rm } from 'node:fs/promises';
import type { KeyRing } from '@aethex/core';
import { fileKeys } from '@aethex/local';
import { isAethexError } from '@aethex/protocol';
import { spoilt, type Broken } from './broken.js';

const lower = (bytes: Uint8Array | undefined): Uint8Array | undefined =>
  bytes && Buffer.from(Buffer.from(bytes).toString('latin1').toLowerCase(), 'latin1');

const hasCode = (error: unknown, code: string): boolean => isAethexError(error) && error.code === code;

/** Broken promises of `KeyRing`; `place` makes a folder for each ring. */
export function brokenKeyRings(place: () => string): readonly Broken<KeyRing>[] {
  const keys = (spoil: (real: KeyRing) => Partial<KeyRing> | Promise<Partial<KeyRing>>) => () =>
    spoilt(fileKeys({ dir: place() }), spoil);
  return [...brokenSealing(keys), ...brokenRotation(keys), ...brokenNodes(keys, place)];
}

type Make = (
  spoil: (real: KeyRing) => Partial<KeyRing> | Promise<Partial<KeyRing>>,
) => Broken<KeyRing>['adapter'];

const brokenSealing = (keys: Make): Broken<KeyRing>[] => [
  {
    breaks: 'closes bytes and opens them again',
    adapter: keys((real) => ({
      seal: async (purpose, bytes, context) => {
        if (bytes.length === 0) throw new Error('There is nothing to seal.');
        return real.seal(purpose, bytes, context);
      },
    })),
  },
  {
    breaks: 'hides the bytes, each time in another way',
    adapter: keys((real) => {
      const known = new Map<string, Promise<Uint8Array>>();
      return {
        seal: async (purpose, bytes, context) => {
          if (bytes.length !== 40) return real.seal(purpose, bytes, context);
          const words = Buffer.from(bytes).toString('latin1');
          const envelope = known.get(words) ?? real.seal(purpose, bytes, context);
          known.set(words, envelope);
          return envelope;
        },
      };
    }),
  },
  {
    breaks: 'opens only for the same purpose',
    adapter: keys((real) => ({
      seal: (purpose, ...rest) => real.seal(purpose.toLowerCase(), ...rest),
      open: (purpose, ...rest) => real.open(purpose.toLowerCase(), ...rest),
    })),
  },
  {
    breaks: 'opens only for the same context',
    adapter: keys((real) => ({
      seal: (purpose, bytes, context) => real.seal(purpose, bytes, lower(context)),
      open: (purpose, envelope, context) => real.open(purpose, envelope, lower(context)),
    })),
  },
  {
    breaks: 'fails with keys.tampered when one bit differs, and opens nothing that was cut or grew',
    adapter: keys((real) => ({
      // Puts a byte behind the envelope that nobody looks at.
      seal: async (...args) => Buffer.concat([await real.seal(...args), Buffer.of(7)]),
      open: (purpose, envelope, context) => real.open(purpose, envelope.subarray(0, -1), context),
    })),
  },
  {
    breaks: 'names the key that closed an envelope',
    adapter: keys((real) => ({ keyOf: (envelope) => (envelope.length === 0 ? '' : real.keyOf(envelope)) })),
  },
];

const brokenRotation = (keys: Make): Broken<KeyRing>[] => [
  {
    breaks: 'seals with the newest key, and opens what the old ones closed',
    adapter: keys((real) => ({ rotate: async (use) => ({ ...(await real.rotate(use)), current: false }) })),
  },
  {
    breaks: 'signs with the newest key, and goes on holding the old ones, the newest first',
    adapter: keys((real) => ({ signingKeys: async () => (await real.signingKeys()).toReversed() })),
  },
  {
    breaks: 'lists all keys, the newest first, one of each use being current',
    adapter: keys((real) => ({ list: async () => (await real.list()).toReversed() })),
  },
  {
    breaks: 'destroys a key for ever',
    adapter: keys((real) => {
      const hidden = new Set<string>();
      const seen = <K extends { id: string }>(all: readonly K[]): K[] =>
        all.filter(({ id }) => !hidden.has(id));
      return {
        // Hides it and keeps it.
        retire: async (id) => {
          const key = (await real.list()).find((one) => one.id === id);
          if (key?.current) await real.retire(id);
          hidden.add(id);
        },
        list: async () => seen(await real.list()),
        signingKeys: async () => seen(await real.signingKeys()),
      };
    }),
  },
  {
    breaks: 'refuses to destroy a current key as keys.in_use',
    adapter: keys((real) => ({
      retire: async (id) =>
        real.retire(id).catch((error: unknown) => {
          if (!hasCode(error, 'keys.in_use')) throw error;
        }),
    })),
  },
];

const brokenNodes = (keys: Make, place: () => string): Broken<KeyRing>[] => [
  {
    breaks: 'keeps its keys over a restart, unless it reaches only its process',
    adapter: () => {
      const dir = place();
      return spoilt(fileKeys({ dir }), (_, { onClose }) => {
        onClose(() => rm(dir, { recursive: true, force: true }));
        return {};
      });
    },
  },
  {
    breaks: 'opens on every node it reaches what one of them closed, with a new key too',
    adapter: keys(async (real) => {
      const first = await real.list();
      let moved = false;
      return {
        // Goes by the keys of its start until it changes them itself.
        list: async () => (moved ? real.list() : first),
        rotate: (use) => {
          moved = true;
          return real.rotate(use);
        },
      };
    }),
  },
  {
    breaks: 'loses no key when many are made at once',
    adapter: keys((real) => {
      const making = new Map<string, ReturnType<KeyRing['rotate']>>();
      return {
        // Who comes while one is being made gets the same one.
        rotate: async (use) => {
          const made = making.get(use) ?? real.rotate(use);
          making.set(use, made);
          return made.finally(() => making.delete(use));
        },
      };
    }),
  },
];
