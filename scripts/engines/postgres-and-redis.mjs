/** A setup file of Jest: the servers of its project stand on Postgres and Redis. */
import { randomBytes } from 'node:crypto';
import { afterAll, jest } from '@jest/globals';
import { adapter } from '@aethex/core';
import { postgres } from '@aethex/postgres';
import { redis } from '@aethex/redis';
import { ownDatabase, standOn, urlOf } from '@aethex/testing';

const [server, cache] = [urlOf('postgres'), urlOf('redis')];
if (!server || !cache)
  throw new Error(
    'Set AETHEX_TEST_POSTGRES_URL and AETHEX_TEST_REDIS_URL, or run `npm test`, which starts both.',
  );

// A server with a database of its own takes a while longer to come and go.
jest.setTimeout(30_000);

const made = [];
// Databases of servers that a test does not stop, or whose folder it keeps.
afterAll(() => Promise.all(made.map((database) => database.drop())));

standOn(async () => {
  const database = await ownDatabase(server);
  made.push(database);
  const adapters = [
    // The Postgres of the tests does not wait for the disk: nothing there outlives them.
    postgres({ url: database.url, unsafe: { allowFsyncOff: true } }),
    ...redis({ url: cache, prefix: `test-${randomBytes(6).toString('hex')}` }),
  ];
  return {
    adapters: adapters.map((one) => adapter({ ...one, fallback: true })),
    clear: async () => {
      made.splice(made.indexOf(database), 1);
      await database.drop();
    },
  };
});
