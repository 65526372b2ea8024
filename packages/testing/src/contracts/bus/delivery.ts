import { randomBytes } from 'node:crypto';
import { bytesOf, hear, say, textOf, type BusPromise } from './hearing.js';
import { assert } from '../suite.js';

const numbers = (from: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${from}${n}`);

export const deliveryPromises: readonly BusPromise[] = [
  {
    promise: 'tells every node, the publisher itself included',
    check: async (stage) => {
      const topic = stage.name('topic');
      const other = await stage.other();
      const [near, far] = [await hear(stage.one, topic), await hear(other, topic)];
      await say(stage.one, topic, 'from one');
      await say(other, topic, 'from other');
      await stage.until('both heard both', () => near.heard.length === 2 && far.heard.length === 2);
      for (const { heard } of [near, far]) assert.deepEqual(heard.toSorted(), ['from one', 'from other']);
    },
  },
  {
    promise: 'keeps the order of each publisher',
    check: async (stage) => {
      const topic = stage.name('topic');
      const other = await stage.other();
      const { heard } = await hear(stage.one, topic);
      await Promise.all([
        say(stage.one, topic, ...numbers('a', 300)),
        say(other, topic, ...numbers('b', 300)),
      ]);
      await stage.until('all 600 were heard', () => heard.length >= 600);
      for (const from of ['a', 'b'])
        assert.deepEqual(
          heard.filter((word) => word.startsWith(from)),
          numbers(from, 300),
        );
    },
  },
  {
    promise: 'keeps the order when nobody waits between two messages',
    check: async (stage) => {
      const topic = stage.name('topic');
      const { heard } = await hear(await stage.other(), topic);
      const words = numbers('w', 200);
      await Promise.all(words.map((word) => stage.one.publish(topic, bytesOf(word))));
      await stage.until('all were heard', () => heard.length >= words.length);
      assert.deepEqual(heard, words);
    },
  },
  {
    promise: 'keeps the order when a listener answers on the same topic',
    check: async (stage) => {
      const topic = stage.name('topic');
      await stage.one.subscribe(topic, async (bytes) => {
        if (textOf(bytes) === 'question') await say(stage.one, topic, 'answer');
      });
      const { heard } = await hear(stage.one, topic);
      await say(stage.one, topic, 'question');
      await stage.until('question and answer were heard', () => heard.length === 2);
      assert.deepEqual(heard, ['question', 'answer']);
    },
  },
  {
    promise: 'tells each listener at most once',
    check: async (stage) => {
      const topic = stage.name('topic');
      const other = await stage.other();
      const listeners = [
        await hear(stage.one, topic),
        await hear(stage.one, topic),
        await hear(other, topic),
      ];
      await say(stage.one, topic, 'once', 'end');
      await stage.until('the end was heard', () => listeners.every(({ heard }) => heard.includes('end')));
      await stage.quiet();
      for (const { heard } of listeners) assert.deepEqual(heard, ['once', 'end']);
    },
  },
  {
    promise: 'tells nothing to who was not listening at the moment',
    check: async (stage) => {
      const topic = stage.name('topic');
      const first = await hear(stage.one, topic);
      await say(stage.one, topic, 'early');
      await stage.until('the first listener heard it', () => first.heard.length === 1);
      const late = await hear(stage.one, topic);
      await say(stage.one, topic, 'late');
      await stage.until('both heard the second', () => first.heard.length === 2 && late.heard.length > 0);
      assert.deepEqual(late.heard, ['late']);
    },
  },
  {
    promise: 'keeps topics apart',
    check: async (stage) => {
      const own = stage.name('topic');
      const topics = [`${own}.a`, `${own}.*`, own, `${own}.a.b`, `${own}.A`, `${own} ümlaut`];
      const all = await Promise.all(topics.map((topic) => hear(stage.one, topic)));
      for (const topic of topics) await say(stage.one, topic, topic);
      await stage.until('each was heard', () => all.every(({ heard }) => heard.length > 0));
      await stage.quiet();
      assert.deepEqual(
        all.map(({ heard }) => heard),
        topics.map((topic) => [topic]),
      );
    },
  },
  {
    promise: 'carries any bytes, from none to 64 KiB',
    check: async (stage) => {
      const topic = stage.name('topic');
      const heard: Uint8Array[] = [];
      await (await stage.other()).subscribe(topic, (bytes) => void heard.push(bytes));
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const sent = [new Uint8Array(), Uint8Array.of(0), all, randomBytes(65_536)];
      for (const bytes of sent) await stage.one.publish(topic, bytes);
      await stage.until('all were heard', () => heard.length === sent.length);
      for (const [index, bytes] of heard.entries())
        assert.ok(bytes instanceof Uint8Array && Buffer.from(bytes).equals(Buffer.from(sent[index]!)));
    },
  },
  {
    promise: 'changes nothing that is heard when the bytes are changed afterwards',
    check: async (stage) => {
      const topic = stage.name('topic');
      const heard: Uint8Array[] = [];
      await stage.one.subscribe(topic, (bytes) => void heard.push(bytes));
      const bytes = bytesOf('as it was');
      const publishing = stage.one.publish(topic, bytes);
      bytes.fill(0);
      await publishing;
      await stage.until('it was heard', () => heard.length === 1);
      assert.equal(textOf(heard[0]!), 'as it was');
    },
  },
];
