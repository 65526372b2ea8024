import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@aethex/core';
import { memoryBus } from '@aethex/local';
import { shared, spoilt, turn, type Broken } from './broken.js';
import { plainBus } from './plain-bus.js';

const asText = (bytes: Uint8Array): Uint8Array => Buffer.from(Buffer.from(bytes).toString('utf8'));

/** Broken promises about who is told what, and when. */
export const brokenDelivery: readonly Broken<Bus>[] = [
  {
    breaks: 'tells every node, the publisher itself included',
    adapter: () =>
      shared(memoryBus(), (real, _, node) => ({
        // Every message carries its sender, and all but the first node are deaf to themselves.
        publish: (topic, bytes) => real.publish(topic, Buffer.concat([Buffer.of(node), bytes])),
        subscribe: (topic, listener) =>
          real.subscribe(topic, (bytes) => {
            if (node === 0 || bytes[0] !== node) return listener(Uint8Array.from(bytes.subarray(1)));
          }),
      })),
  },
  {
    breaks: 'keeps the order of each publisher',
    adapter: () =>
      spoilt(memoryBus(), (real) => {
        let count = 0;
        return {
          // Now and then one is late.
          publish: async (topic, bytes) => {
            count += 1;
            if (count % 250 !== 0) return real.publish(topic, bytes);
            void sleep(5).then(() => real.publish(topic, bytes));
          },
        };
      }),
  },
  {
    breaks: 'keeps the order when nobody waits between two messages',
    adapter: () =>
      spoilt(memoryBus(), (real) => {
        const stack: { topic: string; bytes: Uint8Array }[] = [];
        return {
          publish: async (topic, bytes) => {
            stack.push({ topic, bytes: bytes.slice() });
            await turn();
            for (const one of stack.splice(0).toReversed()) await real.publish(one.topic, one.bytes);
          },
        };
      }),
  },
  {
    breaks: 'keeps the order when a listener answers on the same topic',
    adapter: () => plainBus((bytes) => bytes.slice()),
  },
  {
    breaks: 'tells each listener at most once',
    adapter: () =>
      spoilt(memoryBus(), (real) => {
        const listening = new Map<string, Set<object>>();
        return {
          // The first of three is told twice.
          subscribe: async (topic, listener) => {
            const all = listening.get(topic) ?? new Set<object>();
            listening.set(topic, all);
            const me = {};
            all.add(me);
            const undo = await real.subscribe(topic, (bytes) => {
              if (all.size > 2 && [...all][0] === me) void listener(bytes);
              return listener(bytes);
            });
            return async () => {
              all.delete(me);
              await undo();
            };
          },
        };
      }),
  },
  {
    breaks: 'tells nothing to who was not listening at the moment',
    adapter: () =>
      spoilt(memoryBus(), (real) => {
        const last = new Map<string, Uint8Array>();
        return {
          publish: (topic, bytes) => {
            last.set(topic, bytes.slice());
            return real.publish(topic, bytes);
          },
          subscribe: async (topic, listener) => {
            const missed = last.get(topic);
            if (missed) void listener(missed);
            return real.subscribe(topic, listener);
          },
        };
      }),
  },
  {
    breaks: 'keeps topics apart',
    adapter: () =>
      spoilt(memoryBus(), (real) => ({
        publish: (topic, bytes) => real.publish(topic.toLowerCase(), bytes),
        subscribe: (topic, listener) => real.subscribe(topic.toLowerCase(), listener),
      })),
  },
  {
    breaks: 'carries any bytes, from none to 64 KiB',
    adapter: () =>
      spoilt(memoryBus(), (real) => ({ publish: (topic, bytes) => real.publish(topic, asText(bytes)) })),
  },
  {
    breaks: 'changes nothing that is heard when the bytes are changed afterwards',
    adapter: () =>
      spoilt(
        plainBus((bytes) => bytes),
        (real) => {
          let line: Promise<unknown> = Promise.resolve();
          return {
            // In order, but by what the array holds when its turn has come.
            publish: async (topic, bytes) => {
              line = line.then(() => real.publish(topic, bytes.slice()));
            },
          };
        },
      ),
  },
];
