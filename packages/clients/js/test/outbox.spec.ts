import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryStorage, type Client, type ClientStorage } from '../src/index.js';
import { FaultProxy } from './fault-proxy.js';
import {
  clientOf,
  closeClients,
  countOf,
  dataOf,
  guestOf,
  password,
  startServer,
  until,
  watchedFetch,
} from './fixtures.js';

describe('saves without a connection', () => {
  let server: TestServer;
  let proxy: FaultProxy;
  let storage: ClientStorage;
  let last = 0;
  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    storage = memoryStorage();
    proxy = await FaultProxy.to(server.url);
  });
  afterEach(async () => {
    closeClients();
    await proxy.down();
  });
  afterAll(() => server.stop());

  it('wait on the device, and are loaded from there', async () => {
    const client = await guestOf(proxy.url, { storage });
    await dataOf(client.saves.save('slot1', { level: 1 }));
    await proxy.down();
    const saved = await client.saves.save('slot1', { level: 2 });
    expect(saved).toMatchObject({
      success: true,
      data: { name: 'slot1', pending: true, revision: null, size: 11 },
    });
    expect(await client.saves.load('slot1')).toMatchObject({
      data: { level: 2 },
      local: true,
      save: { pending: true },
    });
    expect(await client.saves.pending()).toMatchObject([{ name: 'slot1', pending: true }]);
    expect((await client.saves.load('slot2')).error?.code).toBe('client.offline');
  });

  it('are sent by sync, the latest of each slot', async () => {
    const client = await guestOf(proxy.url, { storage });
    await dataOf(client.saves.save('slot1', 0));
    await proxy.down();
    for (const level of [1, 2, 3]) await dataOf(client.saves.save('slot1', level));
    await dataOf(client.saves.saveBytes('slot2', new Uint8Array([1, 2, 3])));
    expect((await client.saves.sync()).error?.code).toBe('client.offline');
    await proxy.up();
    const synced: string[] = [];
    client.saves.on('synced', ({ name, revision }) => synced.push(`${name} ${revision}`));
    const report = await dataOf(client.saves.sync());
    expect(report).toMatchObject({
      synced: [
        { name: 'slot1', revision: 2 },
        { name: 'slot2', revision: 1 },
      ],
      conflicts: [],
    });
    expect(synced).toEqual(['slot1 2', 'slot2 1']);
    expect(await client.saves.pending()).toEqual([]);
    expect(await client.saves.load('slot1')).toMatchObject({ data: 3, local: false });
    expect(await dataOf(client.saves.loadBytes('slot2'))).toEqual(new Uint8Array([1, 2, 3]));
    expect(await dataOf(client.saves.save('slot1', 4))).toMatchObject({ revision: 3 });
  });

  it('are sent by themselves when the server is back', async () => {
    const client = await guestOf(proxy.url, { storage, autoSync: true });
    await proxy.down();
    await dataOf(client.saves.save('slot1', { level: 2 }));
    await proxy.up();
    await until(async () => (await client.saves.pending()).length === 0);
    expect(await client.saves.load('slot1')).toMatchObject({ data: { level: 2 }, local: false });
  });

  it('survive a restart of the game, and are sent after it', async () => {
    const before = await guestOf(proxy.url, { storage });
    await dataOf(before.saves.save('slot1', { level: 1 }));
    await proxy.down();
    await dataOf(before.saves.save('slot1', { level: 2 }));
    before.close();
    const after = clientOf(proxy.url, { storage });
    expect(await after.saves.load('slot1')).toMatchObject({ data: { level: 2 }, local: true });
    await dataOf(after.saves.save('slot1', { level: 3 }));
    after.close();
    await proxy.up();
    const third = clientOf(proxy.url, { storage, autoSync: true });
    await until(async () => (await third.saves.pending()).length === 0);
    expect(await third.saves.load('slot1')).toMatchObject({ data: { level: 3 }, save: { revision: 2 } });
  });

  it('are no conflict with themselves when an earlier one had arrived and its answer was lost', async () => {
    const client = await guestOf(proxy.url, { storage, retry: { attempts: 1 } });
    await dataOf(client.saves.save('slot1', 1));
    proxy.faults.push('lose');
    expect(await dataOf(client.saves.save('slot1', 2))).toMatchObject({ pending: true });
    proxy.faults.push('lose');
    expect(await dataOf(client.saves.save('slot1', 3))).toMatchObject({ pending: true });
    expect(await dataOf(client.saves.save('slot1', 4))).toMatchObject({ pending: false });
    expect(await client.saves.load('slot1')).toMatchObject({ data: 4, local: false });
    expect(await dataOf(client.saves.conflicts())).toEqual([]);
    expect(await dataOf(client.saves.save('slot1', 5))).toMatchObject({ pending: false });
  });

  it('are stored once when the answer to a sync gets lost', async () => {
    const client = await guestOf(proxy.url, { storage, retry: { attempts: 1 } });
    proxy.faults.push('lose');
    await dataOf(client.saves.save('slot1', 1));
    proxy.faults.push('cut');
    expect((await client.saves.sync()).success).toBe(false);
    expect(await dataOf(client.saves.sync())).toMatchObject({ synced: [{ revision: 1 }] });
    expect(await dataOf(client.saves.history('slot1'))).toHaveLength(1);
  });

  /** Two devices of one player, of which the first is behind the proxy. */
  async function devices(): Promise<[Client, Client]> {
    const username = `away${(last += 1)}`;
    const deck = clientOf(proxy.url, { storage, deviceName: 'Deck' });
    const phone = clientOf(server.url, { deviceName: 'Phone' });
    await dataOf(deck.auth.register({ username, password }));
    await dataOf(phone.auth.login({ username, password }));
    return [deck, phone];
  }

  it('that meet another device’s tell of the conflict, with what was saved and the ways out', async () => {
    const [deck, phone] = await devices();
    await dataOf(deck.saves.save('slot1', 'start'));
    await dataOf(phone.saves.load('slot1'));
    await proxy.down();
    await dataOf(deck.saves.save('slot1', 'from the deck'));
    await dataOf(phone.saves.save('slot1', 'from the phone'));
    await proxy.up();
    const told: unknown[] = [];
    deck.saves.on('conflict', (conflict, data) =>
      told.push([conflict.current?.device, conflict.yours.device, data]),
    );
    const { synced, conflicts } = await dataOf(deck.saves.sync());
    expect(synced).toEqual([]);
    expect(told).toEqual([['Phone', 'Deck', 'from the deck']]);
    expect(await deck.saves.pending()).toEqual([]);
    await dataOf(conflicts[0]!.resolve.mine());
    expect(await dataOf(phone.saves.load('slot1'))).toBe('from the deck');
    expect((await deck.saves.save('slot1', 'and on')).success).toBe(true);
  });

  it('are never sent as another player', async () => {
    const client = await guestOf(proxy.url, { storage, profile: 'p' });
    const first = client.auth.player?.user_id;
    await proxy.down();
    await dataOf(client.saves.save('slot1', 'the first one’s'));
    await client.auth.logout();
    await proxy.up();
    const username = `second${(last += 1)}`;
    await dataOf(client.auth.register({ username, password }));
    expect(await client.saves.pending()).toEqual([]);
    expect(await dataOf(client.saves.sync())).toEqual({ synced: [], conflicts: [], refused: [] });
    expect(await dataOf(client.saves.list())).toEqual([]);
    await dataOf(client.auth.logout());
    expect((await dataOf(client.auth.guest())).user_id).toBe(first);
    expect(await dataOf(client.saves.sync())).toMatchObject({ synced: [{ name: 'slot1' }] });
  });

  it('stay, with the reason, when the server refuses them for good', async () => {
    const client = await guestOf(proxy.url, { storage });
    await proxy.down();
    await dataOf(client.saves.save('no/slot', 1));
    await dataOf(client.saves.save('slot1', 1));
    await proxy.up();
    const refused: unknown[] = [];
    client.saves.on('refused', ({ name }, { code }) => refused.push([name, code]));
    expect(await dataOf(client.saves.sync())).toMatchObject({
      synced: [{ name: 'slot1' }],
      refused: [{ name: 'no/slot' }],
    });
    expect(refused).toEqual([['no/slot', 'saves.slot_invalid']]);
    expect(await client.saves.pending()).toMatchObject([
      { name: 'no/slot', error: { code: 'saves.slot_invalid' } },
    ]);
    await client.saves.discard('no/slot');
    expect(await client.saves.pending()).toEqual([]);
  });

  it('keep the version that waited when a later one is refused', async () => {
    const client = await guestOf(proxy.url, { storage });
    await proxy.down();
    await dataOf(client.saves.save('slot1', 'small'));
    await proxy.up();
    expect((await client.saves.save('slot1', 'x'.repeat(1_100_000))).error?.kind).toBe('too_large');
    expect(await dataOf(client.saves.load('slot1'))).toBe('small');
    expect(await dataOf(client.saves.sync())).toMatchObject({ synced: [{ revision: 1 }] });
  });

  it('say so when the device is full, and what waited before stays', async () => {
    const memory = memoryStorage();
    let room = Infinity;
    const small: ClientStorage = {
      ...memory,
      set: (key, text) => {
        if (text.length > room) throw new DOMException('full', 'QuotaExceededError');
        return memory.set(key, text);
      },
    };
    const client = await guestOf(proxy.url, { storage: small });
    await proxy.down();
    await dataOf(client.saves.save('slot1', 'small'));
    room = 2000;
    expect((await client.saves.save('slot1', 'x'.repeat(5000))).error?.code).toBe('client.storage_full');
    expect(await dataOf(client.saves.load('slot1'))).toBe('small');
    await proxy.up();
    expect(await dataOf(client.saves.save('slot1', 'y'.repeat(5000)))).toMatchObject({ pending: false });
    expect(await client.saves.pending()).toEqual([]);
    expect(await dataOf(client.saves.save('slot1', 'z'.repeat(5000)))).toMatchObject({ revision: 2 });
  });

  it('are sent by one tab of two, and both know what became of them', async () => {
    const { calls, fetch } = watchedFetch();
    const one = await guestOf(proxy.url, { storage, fetch });
    const other = clientOf(proxy.url, { storage, fetch });
    await proxy.down();
    for (const slot of ['a', 'b', 'c']) await dataOf(one.saves.save(slot, 1));
    await proxy.up();
    calls.length = 0;
    const reports = await Promise.all([dataOf(one.saves.sync()), dataOf(other.saves.sync())]);
    expect(reports.flatMap(({ synced }) => synced)).toHaveLength(3);
    expect(countOf(calls, 'saves.put')).toBe(3);
    for (const slot of ['a', 'b', 'c'])
      expect(await dataOf(one.saves.save(slot, 2))).toMatchObject({ revision: 2 });
  });

  it('of one tab do not write over those of another', async () => {
    const one = await guestOf(proxy.url, { storage });
    const other = clientOf(proxy.url, { storage });
    await dataOf(one.saves.save('slot1', 'start'));
    await dataOf(other.saves.load('slot1'));
    await dataOf(one.saves.save('slot1', 'one'));
    expect((await other.saves.save('slot1', 'other')).error?.code).toBe('saves.conflict');
    expect(await dataOf(one.saves.save('slot1', 'one again'))).toMatchObject({ revision: 3 });
  });

  it('are deleted with their slot', async () => {
    const client = await guestOf(proxy.url, { storage });
    await proxy.down();
    await dataOf(client.saves.save('slot1', 1));
    expect((await client.saves.delete('slot1')).error?.code).toBe('client.offline');
    expect(await client.saves.pending()).toHaveLength(1);
    await proxy.up();
    expect(await dataOf(client.saves.delete('slot1'))).toBeNull();
    expect(await client.saves.pending()).toEqual([]);
    expect((await client.saves.load('slot1')).error?.code).toBe('saves.not_found');
  });

  it('wait for the player when the session has ended', async () => {
    const client = await guestOf(proxy.url, { storage });
    const [session] = await dataOf(client.auth.listSessions());
    await dataOf(client.auth.revokeSession(session!.session_id));
    expect((await client.saves.save('slot1', 'kept')).error?.kind).toBe('unauthenticated');
    expect(client.auth.player).toBeNull();
    await dataOf(client.auth.guest());
    expect(await client.saves.load('slot1')).toMatchObject({ data: 'kept', local: true });
    expect(await dataOf(client.saves.sync())).toMatchObject({ synced: [{ name: 'slot1' }] });
  });
});
