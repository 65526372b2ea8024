import { randomBytes } from 'node:crypto';
import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, memoryStorage, AethexClientError, type Client } from '../src/index.js';
import { clientOf, closeClients, dataOf, guestOf, password, startServer } from './fixtures.js';

class Vector3 {
  constructor(
    readonly x: number,
    readonly y: number,
    readonly z: number,
  ) {}
}

describe('saves', () => {
  let server: TestServer;
  let last = 0;
  beforeAll(async () => {
    server = await startServer();
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  /** Two devices of one player. */
  async function devices(): Promise<[Client, Client]> {
    const username = `twodevices${(last += 1)}`;
    const deck = clientOf(server.url, { deviceName: 'Deck' });
    const phone = clientOf(server.url, { deviceName: 'Phone' });
    await dataOf(deck.auth.register({ username, password }));
    await dataOf(phone.auth.login({ username, password }));
    return [deck, phone];
  }

  it('saves and loads a value, again and again, and names the revision it goes on from by itself', async () => {
    const client = await guestOf(server.url);
    for (const level of [1, 2, 3])
      expect(await dataOf(client.saves.save('slot1', { level }))).toMatchObject({ revision: level });
    const loaded = await client.saves.load<{ level: number }>('slot1');
    expect(loaded).toMatchObject({ success: true, data: { level: 3 }, local: false, save: { revision: 3 } });
  });

  it('lists saves by name, time and size, and can be walked through', async () => {
    const client = await guestOf(server.url, {
      gameVersion: '1.2.3',
      engineVersion: '4.3.0',
      deviceName: 'Deck',
    });
    await dataOf(client.saves.save('slot1', { level: 5 }, { metadata: { chapter: 3 } }));
    const list = await client.saves.list();
    const expected = {
      name: 'slot1',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      size: 11,
      revision: 1,
      pending: false,
      meta: { version: '1.2.3', engine_version: '4.3.0', device: 'Deck', metadata: { chapter: 3 } },
    };
    expect([...list]).toMatchObject([expected]);
    expect(list.data).toMatchObject([expected]);
  });

  it('lists more than one page', async () => {
    const client = await guestOf(server.url);
    for (let n = 0; n < 103; n += 1) await dataOf(client.saves.save(`slot${n}`, n));
    expect(await dataOf(client.saves.list())).toHaveLength(103);
    expect(await dataOf(client.saves.list({ limit: 101 }))).toHaveLength(101);
  });

  it('keeps values of an engine, when told how they become JSON', async () => {
    const types = {
      Vector3: {
        is: (value: unknown) => value instanceof Vector3,
        to: ({ x, y, z }: Vector3) => [x, y, z],
        from: ([x, y, z]: [number, number, number]) => new Vector3(x, y, z),
      },
    };
    const client = await guestOf(server.url, { types });
    await dataOf(client.saves.save('slot1', { position: new Vector3(10, 0, 20) }));
    expect(await dataOf(client.saves.load('slot1'))).toEqual({ position: new Vector3(10, 0, 20) });
    const plain = { $t: 'Vector3', v: [10, 0, 20] };
    expect(await dataOf((await sameGuest(client)).saves.load('slot1'))).toEqual({ position: plain });
  });

  /** The same player without the types. */
  async function sameGuest(client: Client): Promise<Client> {
    const username = `same${(last += 1)}`;
    await dataOf(client.auth.upgrade({ username, password }));
    const other = clientOf(server.url);
    await dataOf(other.auth.login({ username, password }));
    return other;
  }

  it('saves and loads bytes', async () => {
    const client = await guestOf(server.url);
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const options = { type: 'image/png', metadata: 'a picture & more' };
    expect(await dataOf(client.saves.saveBytes('shot', bytes, options))).toMatchObject({
      size: 60_000,
      meta: { content_type: 'image/png', metadata: 'a picture & more', encoding: 'base64' },
    });
    expect(await dataOf(client.saves.loadBytes('shot'))).toEqual(bytes);
    expect(await dataOf(client.saves.load('shot'))).toEqual(bytes);
    await dataOf(client.saves.saveBytes('shot', bytes.subarray(0, 10)));
    expect(await dataOf(client.saves.loadBytes('shot', { revision: 1 }))).toEqual(bytes);
  });

  it('saves ten megabytes', async () => {
    const client = await guestOf(server.url);
    const bytes = randomBytes(10_000_000);
    expect((await dataOf(client.saves.saveBytes('big', bytes))).size).toBe(10_000_000);
    const loaded = await dataOf(client.saves.loadBytes('big'));
    expect(Buffer.compare(loaded, bytes)).toBe(0);
  });

  it('takes the value as it is at the moment of the call', async () => {
    const client = await guestOf(server.url);
    const state = { level: 1 };
    const saving = client.saves.save('slot1', state);
    state.level = 2;
    await saving;
    expect(await dataOf(client.saves.load('slot1'))).toEqual({ level: 1 });
  });

  it('refuses what is no JSON, in words', async () => {
    const client = await guestOf(server.url);
    for (const value of [undefined, 1n, () => 1])
      expect((await client.saves.save('slot1', value)).error).toMatchObject({
        code: 'client.not_json',
        kind: 'invalid',
      });
    expect(await client.saves.pending()).toEqual([]);
  });

  it('tells what the server will not take, and keeps nothing of it', async () => {
    const client = await guestOf(server.url);
    expect((await client.saves.save('no/slot', 1)).error?.code).toBe('saves.slot_invalid');
    expect((await client.saves.save('slot1', 'x'.repeat(1_100_000))).error?.kind).toBe('too_large');
    expect(await client.saves.pending()).toEqual([]);
    expect((await client.saves.load('slot1')).error?.code).toBe('saves.not_found');
  });

  it('keeps the order of saves that are made at once', async () => {
    const client = await guestOf(server.url);
    const results = await Promise.all([1, 2, 3, 4, 5].map((n) => client.saves.save('slot1', n)));
    expect(results.every(({ success }) => success)).toBe(true);
    expect(await dataOf(client.saves.load('slot1'))).toBe(5);
  });

  it('restores an old revision and shows the history', async () => {
    const client = await guestOf(server.url);
    for (const level of [1, 2, 3]) await dataOf(client.saves.save('slot1', { level }));
    expect(await dataOf(client.saves.restore('slot1', 1))).toMatchObject({ revision: 4 });
    expect(await dataOf(client.saves.load('slot1'))).toEqual({ level: 1 });
    expect(await dataOf(client.saves.load('slot1', { revision: 2 }))).toEqual({ level: 2 });
    const revisions = (await dataOf(client.saves.history('slot1'))).map(({ revision }) => revision);
    expect(revisions).toEqual([4, 3, 2, 1]);
  });

  it('deletes a slot, after which it may be filled again', async () => {
    const client = await guestOf(server.url);
    await dataOf(client.saves.save('slot1', 1));
    await dataOf(client.saves.save('slot1', 2));
    expect(await dataOf(client.saves.delete('slot1', { revision: 1 }))).toBeNull();
    expect(await dataOf(client.saves.delete('slot1'))).toBeNull();
    expect((await client.saves.load('slot1')).error?.code).toBe('saves.not_found');
    expect((await dataOf(client.saves.save('slot1', 3))).revision).toBeGreaterThan(0);
  });

  describe('that meet another device’s', () => {
    async function conflicting() {
      const [deck, phone] = await devices();
      await dataOf(deck.saves.save('slot1', { from: 'deck', turn: 1 }));
      await dataOf(phone.saves.load('slot1'));
      await dataOf(deck.saves.save('slot1', { from: 'deck', turn: 2 }));
      const refused = await phone.saves.save('slot1', { from: 'phone' });
      if (refused.success || refused.error.code !== 'saves.conflict') throw new Error('It was no conflict.');
      return { deck, phone, error: refused.error };
    }

    it('are refused with both versions, and nothing is lost', async () => {
      const { deck, phone, error } = await conflicting();
      expect(error).toMatchObject({
        kind: 'conflict',
        data: { current: { revision: 2, device: 'Deck' }, yours: { device: 'Phone', parent_revision: 1 } },
      });
      expect(await dataOf(deck.saves.load('slot1'))).toEqual({ from: 'deck', turn: 2 });
      expect(await dataOf(phone.saves.conflicts())).toMatchObject([{ conflict_id: error.data.conflict_id }]);
      expect(await phone.saves.pending()).toEqual([]);
    });

    it('can give way', async () => {
      const { phone, error } = await conflicting();
      expect(await dataOf(error.resolve.theirs())).toMatchObject({ save: { revision: 2 }, copy: null });
      expect(await dataOf(phone.saves.conflicts())).toEqual([]);
      // What this device has not loaded it must not overwrite.
      expect((await phone.saves.save('slot1', { from: 'phone again' })).error?.code).toBe('saves.conflict');
      await dataOf(phone.saves.load('slot1'));
      expect(await dataOf(phone.saves.save('slot1', { from: 'phone at last' }))).toMatchObject({
        revision: 3,
      });
    });

    it('can take the place, and go on from there', async () => {
      const { deck, phone, error } = await conflicting();
      expect(await dataOf(error.resolve.mine())).toMatchObject({ save: { revision: 3 } });
      expect(await dataOf(deck.saves.load('slot1'))).toEqual({ from: 'phone' });
      expect(await dataOf(phone.saves.save('slot1', { from: 'phone', turn: 2 }))).toMatchObject({
        revision: 4,
      });
    });

    it('can go beside', async () => {
      const { phone, error } = await conflicting();
      expect(await dataOf(error.resolve.both('phone-copy'))).toMatchObject({
        save: { name: 'slot1', revision: 2 },
        copy: { name: 'phone-copy' },
      });
      expect(await dataOf(phone.saves.load('phone-copy'))).toEqual({ from: 'phone' });
    });

    it('can be merged by the game', async () => {
      const { phone, error } = await conflicting();
      expect(await dataOf(error.resolve.merge({ from: 'both' }))).toMatchObject({ save: { revision: 3 } });
      expect(await dataOf(phone.saves.save('slot1', { from: 'both', turn: 2 }))).toMatchObject({
        revision: 4,
      });
    });

    it('can be resolved later, from the list or by id', async () => {
      const { phone, error } = await conflicting();
      await phone.saves.save('slot1', { from: 'phone', turn: 2 });
      const [newest] = await phone.saves.conflicts();
      await dataOf(newest!.resolve.theirs());
      const { conflict_id } = error.data;
      await dataOf(phone.saves.resolve(conflict_id, { keep: 'both', slotName: 'kept' }));
      expect(await dataOf(phone.saves.load('kept'))).toEqual({ from: 'phone' });
      expect((await phone.saves.resolve(conflict_id, { keep: 'mine' })).error?.code).toBe(
        'saves.conflict_not_found',
      );
    });

    it('can be read whole, to merge them later', async () => {
      const { phone, error } = await conflicting();
      const both = await dataOf(phone.saves.loadConflict(error.data.conflict_id));
      expect(both).toMatchObject({ current: { from: 'deck' }, yours: { from: 'phone' } });
      await dataOf(both.conflict.resolve.merge({ from: 'both' }));
      expect(await dataOf(phone.saves.load('slot1'))).toEqual({ from: 'both' });
    });

    it('are written over when that is said on purpose', async () => {
      const { phone } = await conflicting();
      expect(await dataOf(phone.saves.save('slot1', 'mine', { overwrite: true }))).toMatchObject({
        revision: 3,
      });
      expect(await dataOf(phone.saves.save('slot1', 'next'))).toMatchObject({ revision: 4 });
      expect((await phone.saves.save('slot1', 'old', { baseRevision: 1 })).error?.code).toBe(
        'saves.conflict',
      );
    });

    it('are thrown with their ways out by a client that throws', async () => {
      const thrower = createClient({ url: server.url, storage: memoryStorage(), throwOnError: true });
      await thrower.auth.register({ username: `thrower${(last += 1)}`, password });
      await thrower.saves.save('slot1', 1, { overwrite: true });
      const thrown: unknown = await thrower.saves
        .save('slot1', 2, { baseRevision: 0 })
        .catch((e: unknown) => e);
      if (!(thrown instanceof AethexClientError) || !thrown.resolve)
        throw new Error('It threw something else.');
      expect(thrown.code).toBe('saves.conflict');
      expect((await thrown.resolve.mine()).save?.revision).toBe(2);
      expect(await thrower.saves.load('slot1')).toBe(2);
      thrower.close();
    });
  });
});
