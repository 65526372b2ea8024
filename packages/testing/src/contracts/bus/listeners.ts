import { hear, say, textOf, type BusPromise } from './hearing.js';
import { assert } from '../suite.js';

export const listenerPromises: readonly BusPromise[] = [
  {
    promise: 'lets a listener that throws harm no other, nor the publisher',
    check: async (stage) => {
      const topic = stage.name('topic');
      await stage.one.subscribe(topic, () => {
        throw new Error('thrown at once');
      });
      await stage.one.subscribe(topic, async () => {
        await Promise.resolve();
        throw new Error('thrown later');
      });
      const { heard } = await hear(stage.one, topic);
      await say(stage.one, topic, 'first', 'second');
      await stage.until('the last listener heard both', () => heard.length === 2);
    },
  },
  {
    promise: 'goes on telling a listener that has thrown',
    check: async (stage) => {
      const topic = stage.name('topic');
      const heard: string[] = [];
      await stage.one.subscribe(topic, (bytes) => {
        heard.push(textOf(bytes));
        throw new Error('thrown each time');
      });
      await say(stage.one, topic, 'first', 'second');
      await stage.until('it heard both', () => heard.length === 2);
    },
  },
  {
    promise: 'removes only this listener when it is undone',
    check: async (stage) => {
      const topic = stage.name('topic');
      const heard: string[] = [];
      const listener = (bytes: Uint8Array): void => void heard.push(textOf(bytes));
      const undo = await stage.one.subscribe(topic, listener);
      await stage.one.subscribe(topic, listener);
      const far = await hear(await stage.other(), topic);
      await undo();
      await say(stage.one, topic, 'after');
      await stage.until('the others heard it', () => heard.length > 0 && far.heard.length === 1);
      await stage.quiet();
      assert.deepEqual(heard, ['after']);
    },
  },
  {
    promise: 'tells nothing to a listener that is undone',
    check: async (stage) => {
      const topic = stage.name('topic');
      const [gone, left] = [await hear(stage.one, topic), await hear(stage.one, topic)];
      await gone.undo();
      await say(stage.one, topic, 'after');
      await stage.until('the other heard it', () => left.heard.length === 1);
      await left.undo();
      await say(stage.one, topic, 'to nobody');
      const back = await hear(stage.one, topic);
      await say(stage.one, topic, 'back');
      await stage.until('who came back heard it', () => back.heard.includes('back'));
      assert.deepEqual([gone.heard, left.heard], [[], ['after']]);
    },
  },
  {
    promise: 'undoes twice without complaint',
    check: async (stage) => {
      const topic = stage.name('topic');
      const [gone, left] = [await hear(stage.one, topic), await hear(stage.one, topic)];
      await gone.undo();
      await gone.undo();
      await say(stage.one, topic, 'after');
      await stage.until('the other heard it', () => left.heard.length === 1);
    },
  },
];
