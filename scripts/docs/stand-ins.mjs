import { randomInt } from 'node:crypto';
import { ownDatabase, urlOf } from '@aethex/testing';

/** What pages call the servers of a reader. Each page gets a database of its own in the place of the first. */
const database = 'postgres://aethex:secret@127.0.0.1:5432/game';
const cache = 'redis://127.0.0.1:6379';

/** The servers of the tests, in the place of those that pages name; `end` removes what was made for the page. */
export async function standIns() {
  const [postgres, redis] = [urlOf('postgres'), urlOf('redis')];
  if (!postgres || !redis)
    throw new Error('Set AETHEX_TEST_POSTGRES_URL and AETHEX_TEST_REDIS_URL, or run `npm test`.');
  const own = await ownDatabase(postgres);
  return [
    { named: database, real: own.url, end: own.drop },
    // One of the sixteen databases of a Redis, so that pages do not meet.
    { named: cache, real: `${redis}/${randomInt(1, 16)}`, end: async () => undefined },
  ];
}
