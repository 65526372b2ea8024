import { randomBytes } from 'node:crypto';
import type { Relay, Undo } from '@aethex/core';
import { assert } from '../suite.js';
import type { RelayPromise } from './promise.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const numbers = (from: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${from}${n}`);

/** Listens as a node and notes what it hears. */
async function hear(relay: Relay, node: string): Promise<{ heard: string[]; undo: Undo }> {
  const heard: string[] = [];
  return { heard, undo: await relay.listen(node, (bytes) => void heard.push(textOf(bytes))) };
}

/** Sends one after the other. */
async function say(relay: Relay, node: string, ...words: readonly string[]): Promise<void> {
  for (const word of words) await relay.send(node, bytesOf(word));
}

/** Promises about what nodes say to each other. */
export const messagePromises: readonly RelayPromise[] = [
  {
    promise: 'sends to one node and to no other',
    check: async (stage) => {
      const own = stage.name('node');
      const names = [own, `${own}.a`, `${own}.A`, `${own}.*`, `${own} ümlaut`];
      const other = await stage.other();
      const all = await Promise.all(names.map((name, n) => hear(n % 2 === 0 ? other : stage.one, name)));
      for (const name of names) await say(stage.one, name, name);
      await stage.until('each was heard', () => all.every(({ heard }) => heard.length > 0));
      await stage.quiet();
      assert.deepEqual(
        all.map(({ heard }) => heard),
        names.map((name) => [name]),
      );
    },
  },
  {
    promise: 'keeps the order of each sender, also when nobody waits between two messages',
    check: async (stage) => {
      const node = stage.name('node');
      const other = await stage.other();
      const { heard } = await hear(other, node);
      const words = { a: numbers('a', 300), b: numbers('b', 300) };
      await Promise.all([
        ...words.a.map((word) => stage.one.send(node, bytesOf(word))),
        say(other, node, ...words.b),
      ]);
      await stage.until('all 600 were heard', () => heard.length >= 600);
      for (const from of ['a', 'b'] as const)
        assert.deepEqual(
          heard.filter((word) => word.startsWith(from)),
          words[from],
        );
    },
  },
  {
    promise: 'is heard at most once',
    check: async (stage) => {
      const node = stage.name('node');
      const { heard } = await hear(await stage.other(), node);
      await say(stage.one, node, 'once', 'end');
      await stage.until('the end was heard', () => heard.includes('end'));
      await stage.quiet();
      assert.deepEqual(heard, ['once', 'end']);
    },
  },
  {
    promise: 'is heard by nobody when the node does not listen',
    check: async (stage) => {
      const node = stage.name('node');
      const other = await stage.other();
      await say(stage.one, node, 'early');
      const first = await hear(other, node);
      await say(stage.one, node, 'heard');
      await stage.until('it was heard', () => first.heard.includes('heard'));
      await first.undo();
      await first.undo();
      await say(stage.one, node, 'between');
      const second = await hear(other, node);
      await say(stage.one, node, 'late');
      await stage.until('it was heard again', () => second.heard.includes('late'));
      assert.deepEqual([first.heard, second.heard], [['heard'], ['late']]);
    },
  },
  {
    promise: 'carries any bytes, from none to 256 KiB',
    check: async (stage) => {
      const node = stage.name('node');
      const heard: Uint8Array[] = [];
      await (await stage.other()).listen(node, (bytes) => void heard.push(bytes));
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const sent = [new Uint8Array(), Uint8Array.of(0), all, randomBytes(262_144), Uint8Array.of(9)];
      for (const bytes of sent) await stage.one.send(node, bytes);
      await stage.until('all were heard', () => heard.length === sent.length);
      for (const [index, bytes] of heard.entries())
        assert.ok(bytes instanceof Uint8Array && Buffer.from(bytes).equals(Buffer.from(sent[index]!)));
    },
  },
  {
    promise: 'changes nothing that is heard when the bytes are changed afterwards',
    check: async (stage) => {
      const node = stage.name('node');
      const { heard } = await hear(stage.one, node);
      const bytes = bytesOf('as it was');
      const sending = stage.one.send(node, bytes);
      bytes.fill(0);
      await sending;
      await stage.until('it was heard', () => heard.length === 1);
      assert.deepEqual(heard, ['as it was']);
    },
  },
  {
    promise: 'lets a listener that throws harm nobody, and goes on telling it',
    check: async (stage) => {
      const node = stage.name('node');
      const heard: string[] = [];
      await stage.one.listen(node, (bytes) => {
        heard.push(textOf(bytes));
        throw new Error('thrown each time');
      });
      await say(stage.one, node, 'first', 'second');
      await stage.until('it heard both', () => heard.length === 2);
    },
  },
];
