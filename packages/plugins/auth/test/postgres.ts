import type { Adapter } from '@aethex/core';
import { postgres } from '@aethex/postgres';
import { ownDatabase } from '@aethex/testing';

/** A Postgres database that nobody else uses; it goes when it is closed. */
export async function newPostgres(url: string): Promise<{ adapter: Adapter; close: () => Promise<void> }> {
  const own = await ownDatabase(url);
  // The tests' server keeps nothing through a power cut, and need not.
  return { adapter: postgres({ url: own.url, unsafe: { allowFsyncOff: true } }), close: own.drop };
}
