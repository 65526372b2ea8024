import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from '@aethex/core';
import { memoryRelay } from '@aethex/local';
import { spoilt, type Broken } from './broken.js';

const asText = (bytes: Uint8Array): Uint8Array => Buffer.from(Buffer.from(bytes).toString('utf8'));

/** Broken promises about what nodes say to each other. */
export const brokenMessages: readonly Broken<Relay>[] = [
  {
    breaks: 'sends to one node and to no other',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        send: (node, bytes) => real.send(node.toLowerCase(), bytes),
        listen: (node, listener) => real.listen(node.toLowerCase(), listener),
      })),
  },
  {
    breaks: 'keeps the order of each sender, also when nobody waits between two messages',
    adapter: () =>
      spoilt(memoryRelay(), (real) => {
        let count = 0;
        return {
          // Now and then one is late.
          send: async (node, bytes) => {
            count += 1;
            if (count % 250 !== 0) return real.send(node, bytes);
            const late = bytes.slice();
            void sleep(5).then(() => real.send(node, late));
          },
        };
      }),
  },
  {
    breaks: 'is heard at most once',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        // The word "once" alone shows it, so that no other check stumbles.
        send: async (node, bytes) => {
          await real.send(node, bytes);
          if (Buffer.from(bytes).toString() === 'once') await real.send(node, bytes);
        },
      })),
  },
  {
    breaks: 'is heard by nobody when the node does not listen',
    adapter: () =>
      spoilt(memoryRelay(), (real) => {
        const missed = new Map<string, Uint8Array>();
        const listening = new Set<string>();
        return {
          send: async (node, bytes) => {
            if (!listening.has(node)) missed.set(node, bytes.slice());
            await real.send(node, bytes);
          },
          listen: (node, listener) => {
            const last = missed.get(node);
            if (last) listener(last);
            listening.add(node);
            return real.listen(node, listener);
          },
        };
      }),
  },
  {
    breaks: 'carries any bytes, from none to 256 KiB',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({ send: (node, bytes) => real.send(node, asText(bytes)) })),
  },
  {
    breaks: 'changes nothing that is heard when the bytes are changed afterwards',
    adapter: () =>
      spoilt(memoryRelay(), (real) => {
        let line: Promise<unknown> = Promise.resolve();
        return {
          // In order, but by what the array holds when its turn has come.
          send: async (node, bytes) => {
            line = line.then(() => real.send(node, bytes));
            await line;
          },
        };
      }),
  },
  {
    breaks: 'lets a listener that throws harm nobody, and goes on telling it',
    adapter: () =>
      spoilt(memoryRelay(), (real): Partial<Relay> => ({
        listen: (node, listener) => {
          let fallen = false;
          return real.listen(node, (bytes) => {
            if (fallen) return;
            try {
              listener(bytes);
            } catch {
              fallen = true;
            }
          });
        },
      })),
  },
];
