import { Clock, type Cache } from '@aethex/core';
import { memoryCache } from '@aethex/local';
import { shared, spoilt, turn, type Broken } from './broken.js';

/** Broken promises about values. */
const brokenValues: readonly Broken<Cache>[] = [
  {
    breaks: 'returns the value, or null when there is none',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        // Says whether the value is new, not whether it is kept.
        set: async (key, value, seconds, only) => {
          const before = await real.get(key);
          const kept = await real.set(key, value, seconds, only);
          return kept && before === null;
        },
      })),
  },
  {
    breaks: 'keeps any string under any key',
    adapter: () => spoilt(memoryCache(), (real) => ({ get: async (key) => (await real.get(key)) || null })),
  },
  {
    breaks: 'keeps the value for its seconds and not longer',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        set: (key, value, seconds, only) => real.set(key, value, seconds > 1 ? seconds - 1 : seconds, only),
      })),
  },
  {
    breaks: 'starts the time anew when the value is set anew',
    adapter: () =>
      spoilt(memoryCache(), (real, { get }) => {
        const ends = new Map<string, number>();
        return {
          set: async (key, value, seconds, only) => {
            const now = get(Clock).now().getTime();
            const left = ((ends.get(key) ?? now) - now) / 1000;
            const time = seconds > 0 && only === undefined && left > 0 ? left : seconds;
            const kept = await real.set(key, value, time, only);
            if (kept) ends.set(key, now + time * 1000);
            return kept;
          },
        };
      }),
  },
  {
    breaks: 'keeps nothing for a time of zero or less, not even what was there',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        set: async (key, value, seconds, only) => (seconds > 0 ? real.set(key, value, seconds, only) : false),
      })),
  },
  {
    breaks: 'leaves a value that is there when only absence is wanted, and says so',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        // Prolongs what is there.
        set: async (key, value, seconds, only) => {
          const there = await real.get(key);
          if (only === undefined || there === null) return real.set(key, value, seconds, only);
          await real.set(key, there, seconds);
          return false;
        },
      })),
  },
  {
    breaks: 'lets exactly one win of many that race for absence, on whichever node',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        set: async (key, value, seconds, only) => {
          if (only === undefined) return real.set(key, value, seconds);
          if ((await real.get(key)) !== null) return false;
          await turn();
          return real.set(key, value, seconds);
        },
      })),
  },
  {
    breaks: 'deletes, twice without complaint',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        delete: async (key) => {
          if ((await real.get(key)) === null) throw new Error(`There is no "${key}".`);
          await real.delete(key);
        },
      })),
  },
  {
    breaks: 'shows every node it reaches what one of them keeps or deletes',
    adapter: () =>
      shared(memoryCache(), (real, { get }) => {
        const near = new Map<string, { value: string; end: number }>();
        const now = (): number => get(Clock).now().getTime();
        return {
          get: async (key) => {
            const known = near.get(key);
            return (await real.get(key)) ?? (known && known.end > now() ? known.value : null);
          },
          set: async (key, value, seconds, only) => {
            const kept = await real.set(key, value, seconds, only);
            if (kept) near.set(key, { value, end: now() + seconds * 1000 });
            else if (only === undefined || seconds <= 0) near.delete(key);
            return kept;
          },
          delete: async (key) => {
            near.delete(key);
            await real.delete(key);
          },
        };
      }),
  },
];

/** Broken promises about counters. */
const brokenCounters: readonly Broken<Cache>[] = [
  {
    breaks: 'adds to a counter and returns its new value, from 0 when there is none',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        add: async (key, by, seconds) => (by === 0 ? 0 : real.add(key, by, seconds)),
      })),
  },
  {
    breaks: 'adds atomically under a hundred racers, on whichever node',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        add: async (key, by, seconds) => {
          const before = Number((await real.get(key)) ?? 0);
          await turn();
          const since = Number((await real.get(key)) ?? 0) - before;
          return real.add(key, by - since, seconds);
        },
      })),
  },
  {
    breaks: 'starts the time to live of a counter with its first addition',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        add: async (key, by, seconds) => {
          const sum = await real.add(key, by, seconds);
          await real.set(key, String(sum), seconds);
          return sum;
        },
      })),
  },
  {
    breaks: 'never lets a counter live for ever',
    adapter: () =>
      spoilt(memoryCache(), (real) => ({
        add: (key, by, seconds) => real.add(key, by, seconds > 0 ? seconds : Number.MAX_SAFE_INTEGER / 1000),
      })),
  },
  {
    breaks: 'shows a counter as a decimal number',
    adapter: () =>
      spoilt(memoryCache(), (real) => {
        const counters = new Set<string>();
        return {
          add: (key, by, seconds) => {
            counters.add(key);
            return real.add(key, by, seconds);
          },
          get: async (key) => {
            const value = await real.get(key);
            return value !== null && counters.has(key) ? `${value}.0` : value;
          },
        };
      }),
  },
];

export const brokenCaches: readonly Broken<Cache>[] = [...brokenValues, ...brokenCounters];
