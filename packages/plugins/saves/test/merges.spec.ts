import { PluginHost, type MergeHooks } from '@aethex/core';
import { startAethex, testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, noise, player, refusal, usage, type Saves } from './tools.js';

describe('the saves of a guest who turns out to have an account', () => {
  let server: TestServer;
  let hooks: MergeHooks;
  let pairs = 0;
  let guest: Saves;
  let account: Saves;
  let from: string;
  let into: string;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb', quota: '20kb' })] });
    hooks = server
      .get(PluginHost)
      .merging()
      .find(({ plugin }) => plugin === 'saves')!.hooks;
  });
  beforeEach(() => {
    pairs += 1;
    [from, into] = [testPlayerId(`guest${pairs}`), testPlayerId(`account${pairs}`)];
    [guest, account] = [player(server, `guest${pairs}`), player(server, `account${pairs}`)];
  });
  afterAll(() => server.stop());

  const merge = (): Promise<void> => hooks.merge({ from, into, gameId: 'default' });
  const dataOf = async (of: Saves): Promise<Record<string, unknown>> => {
    const { saves } = await of.list();
    const all = await Promise.all(
      saves.map(async ({ slot_name }) => [slot_name, (await of.get({ save_id: slot_name })).data]),
    );
    return Object.fromEntries(all) as Record<string, unknown>;
  };

  it('are the account’s, small ones and large ones, and the guest’s no more', async () => {
    const large = noise(4_000);
    await guest.put({ slot_name: 'main', data: { gold: 1 }, device: 'Deck' });
    await guest.put({ slot_name: 'world', data: large });
    await merge();
    expect(await dataOf(account)).toEqual({ main: { gold: 1 }, world: large });
    expect((await account.get({ save_id: 'main' })).device).toBe('Deck');
    expect((await guest.list()).saves).toEqual([]);
    expect(await usage(server, into)).toMatchObject({ said: (await usage(server, into)).held });
  });

  it('get a free name where the account has one of its own, and lose nothing of either', async () => {
    await account.put({ slot_name: 'main', data: 'own' });
    await account.put({ slot_name: 'main-2', data: 'own, too' });
    await guest.put({ slot_name: 'main', data: 'guest’s' });
    await merge();
    expect(await dataOf(account)).toEqual({ main: 'own', 'main-2': 'own, too', 'main-3': 'guest’s' });
  });

  it('are not there twice when both have the very same', async () => {
    for (const who of [account, guest]) await who.put({ slot_name: 'main', data: 'same' });
    await merge();
    expect(await dataOf(account)).toEqual({ main: 'same' });
    expect((await guest.list()).saves).toEqual([]);
  });

  it('come along when they were refused and not decided on', async () => {
    await guest.put({ slot_name: 'main', data: 'one' });
    await guest.put({ slot_name: 'main', data: 'two', base_revision: 1 });
    await refusal(guest.put({ slot_name: 'main', data: 'refused', base_revision: 1 }));
    await merge();
    expect(await dataOf(account)).toEqual({ main: 'two', 'main-2': 'refused' });
  });

  it('are kept even where they are more than the quota allows', async () => {
    for (const who of [account, guest])
      for (const slot_name of ['a', 'b']) await who.put({ slot_name, data: noise(8_000) });
    await merge();
    expect(Object.keys(await dataOf(account)).toSorted()).toEqual(['a', 'a-2', 'b', 'b-2']);
    expect((await refusal(account.put({ slot_name: 'c', data: noise(8_000) }))).code).toBe('saves.quota');
  });

  it('are given once, however often and by how many the work is done', async () => {
    await account.put({ slot_name: 'main', data: 'own' });
    for (const slot_name of ['main', 'b', 'c']) await guest.put({ slot_name, data: noise(3_000) });
    await Promise.all([merge(), merge(), merge()]);
    await merge();
    expect(Object.keys(await dataOf(account)).toSorted()).toEqual(['b', 'c', 'main', 'main-2']);
    const { said, held } = await usage(server, into);
    expect(said).toBe(held);
    expect((await blobFiles(server)).length).toBeGreaterThan(0);
  });

  it('of another game stay where they are', async () => {
    const elsewhere = player(server, `guest${pairs}`, 'other');
    await elsewhere.put({ slot_name: 'main', data: 'there' });
    await merge();
    expect((await elsewhere.list()).saves).toHaveLength(1);
    expect((await account.list()).saves).toEqual([]);
  });
});
