import type { Bus } from '@aethex/core';
import { memoryBus } from '@aethex/local';
import { spoilt, type Broken } from './broken.js';

type Listener = Parameters<Bus['subscribe']>[1];

/** Undoing one undoes all listeners that are the same function. */
const sameFunction = (real: Bus): Partial<Bus> => {
  const undos = new Map<Listener, (() => Promise<void>)[]>();
  return {
    subscribe: async (topic, listener) => {
      const all = undos.get(listener) ?? [];
      undos.set(listener, all);
      all.push(await real.subscribe(topic, listener));
      return async () => {
        for (const undo of all) await undo();
      };
    },
  };
};

/** Broken promises about listeners. */
export const brokenListeners: readonly Broken<Bus>[] = [
  {
    breaks: 'lets a listener that throws harm no other, nor the publisher',
    adapter: () =>
      spoilt(memoryBus(), (real) => {
        let fallen = false;
        const alone = new Map<string, number>();
        return {
          // Once one has thrown at once, those after it in the line of the topic are passed over.
          subscribe: (topic, listener) => {
            const place = alone.get(topic) ?? 0;
            alone.set(topic, place + 1);
            return real.subscribe(topic, (bytes) => {
              if (fallen && place > 0) return;
              try {
                return listener(bytes);
              } catch (error) {
                fallen = true;
                throw error;
              }
            });
          },
        };
      }),
  },
  {
    breaks: 'goes on telling a listener that has thrown',
    adapter: () =>
      spoilt(memoryBus(), (real) => ({
        subscribe: (topic, listener) => {
          let fallen = false;
          return real.subscribe(topic, (bytes) => {
            if (fallen) return;
            try {
              return listener(bytes);
            } catch {
              fallen = true;
            }
          });
        },
      })),
  },
  {
    breaks: 'removes only this listener when it is undone',
    adapter: () => spoilt(memoryBus(), sameFunction),
  },
  {
    breaks: 'tells nothing to a listener that is undone',
    adapter: () =>
      spoilt(memoryBus(), (real) => {
        const listening = new Map<string, number>();
        const count = (topic: string, by: number): number => {
          listening.set(topic, (listening.get(topic) ?? 0) + by);
          return listening.get(topic) ?? 0;
        };
        return {
          // The last listener of a topic stays.
          subscribe: async (topic, listener) => {
            count(topic, 1);
            const undo = await real.subscribe(topic, listener);
            return async () => {
              if (count(topic, -1) > 0) await undo();
            };
          },
        };
      }),
  },
  {
    breaks: 'undoes twice without complaint',
    adapter: () =>
      spoilt(memoryBus(), (real) => ({
        subscribe: async (topic, listener) => {
          const undo = await real.subscribe(topic, listener);
          let undone = false;
          return async () => {
            if (undone) throw new Error('Undone already.');
            undone = true;
            await undo();
          };
        },
      })),
  },
];
