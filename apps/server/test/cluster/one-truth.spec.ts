import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Cluster, ClusterNode } from '../../../../scripts/faults/cluster/cluster.mjs';
import { Device, type Answer } from '../device.js';
import { at, fourNodes, gauge, openSocket, promised, refusedWith, untilRoomInWindow, within } from './kit.js';

let cluster: Cluster;
const node = (index: number): ClusterNode => {
  const one = cluster.nodes[index];
  if (!one) throw new Error(`There is no node ${index}.`);
  return one;
};
const guest = async (): Promise<Device> => {
  const device = new Device(node(0).url);
  const { body } = await device.call('POST', '/auth/guest', {});
  return Object.assign(device, { token: String(body['token']), id: String(body['user_id']) });
};
const put = (device: Device, key: string, level = 1): Promise<Answer> =>
  device.call('POST', '/saves/me', { slot_name: 'main', data: { level } }, { 'idempotency-key': key });

beforeAll(async () => {
  cluster = await fourNodes();
});
afterAll(() => cluster?.close());

describe('nodes that start at once on an empty database', () => {
  it('migrate once, and all serve', async () => {
    const client = new pg.Client(cluster.postgres.url);
    await client.connect();
    const { rows } = await client.query(
      'SELECT name, count(*)::int AS times FROM core_migrations GROUP BY name',
    );
    await client.end();
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ times }) => times !== 1)).toEqual([]);
    await cluster.whole();
  });

  it('see each other come and go', async () => {
    const seen = async (): Promise<string> =>
      (await Promise.all(cluster.nodes.slice(0, 3).map(({ url }) => gauge(url, 'aethex_nodes')))).join();
    await within(async () => (await seen()) === '4,4,4', 5000);
    expect(await node(3).end()).toEqual({ code: 0, signal: null });
    await within(async () => (await seen()) === '3,3,3');
  });
});

describe('what one of three nodes knows the others know within two seconds', () => {
  it('the limit of a method: who has used it up at one is refused at all', async () => {
    const player = await guest();
    const path = `/saves/me/conflicts/${randomUUID()}/resolve`;
    const resolve = (index: number): Promise<Answer> =>
      at(node(index), player).call('POST', path, { keep: 'mine' });
    await untilRoomInWindow();
    const answers = await Promise.all(Array.from({ length: 70 }, () => resolve(0)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    for (const index of [1, 2]) await within(async () => (await resolve(index)).status === 429);
  });

  it('tries to sign in, to the last one', async () => {
    const name = `p${randomUUID().slice(0, 8)}`;
    await new Device(node(0).url).register(name);
    const tries = Array.from({ length: 30 }, (_, index) =>
      new Device(node(index % 3).url).call('POST', '/auth/login', {
        username: name,
        password: 'not his word',
      }),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });

  it('the end of a session: its token is refused, its sockets are closed', async () => {
    const player = await guest();
    const { closed } = await openSocket(node(2).url, player.token);
    expect(await at(node(1), player).call('GET', '/auth/profile')).toMatchObject({ status: 200 });
    await player.call('POST', '/auth/logout', {});
    await within(async () => (await at(node(1), player).call('GET', '/auth/profile')).status === 401);
    const late = new Promise((resolve) => setTimeout(resolve, promised, 'still open'));
    expect(await Promise.race([closed, late])).toBe(4503);
  });

  it('that a player is kept out', async () => {
    const name = `p${randomUUID().slice(0, 8)}`;
    const player = await new Device(node(0).url).register(name);
    const { body } = await player.call('GET', '/auth/profile');
    const { closed } = await openSocket(node(2).url, player.token);
    expect(await player.call('POST', '/warden', { player_id: body['user_id'] })).toMatchObject({
      body: { done: true },
    });
    for (const index of [1, 2])
      await within(async () => (await at(node(index), player).call('GET', '/auth/profile')).status === 401);
    await expect(new Device(node(1).url).login(name)).rejects.toThrow('answered 40');
    expect(await closed).toBe(4503);
  });
});

describe('what one of three nodes knows the others know at once', () => {
  it('a profile that was written at one is read at another', async () => {
    const player = await guest();
    for (let round = 0; round < 12; round += 1) {
      const [writer, reader] = [node(round % 3), node((round + 1) % 3)];
      const display_name = `Name ${round}`;
      await at(reader, player).call('GET', '/auth/profile');
      await at(writer, player).call('PUT', '/auth/profile', { display_name });
      expect(await at(reader, player).call('GET', '/auth/profile')).toMatchObject({ body: { display_name } });
    }
  });

  it('the first answer to an idempotency key, also when another body comes with it', async () => {
    const player = await guest();
    const key = randomUUID();
    const first = await put(player, key);
    expect(first).toMatchObject({ status: 201, body: { revision: 1 } });
    expect(await put(at(node(1), player), key)).toEqual(first);
    expect(await put(at(node(2), player), key, 2)).toMatchObject({ status: 422 });
  });

  it('fifty repeats at three nodes have one effect', async () => {
    const player = await guest();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => put(at(node(index % 3), player), key)),
    );
    const done = answers.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ status }) => status !== 201).every(refusedWith('idem.in_flight'))).toBe(true);
    const history = await player.call('GET', '/saves/me/main/history');
    expect(history.body['revisions']).toHaveLength(1);
  });
});

it('what comes every second comes once a second, on three nodes', async () => {
  const ticks = async (): Promise<number> =>
    ((await (await fetch(`${cluster.at()}/api/v1/chores`)).json()) as { what: string }[]).filter(
      ({ what }) => what === 'tick',
    ).length;
  const before = await ticks();
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const came = (await ticks()) - before;
  const seconds = (performance.now() - began) / 1000;
  expect(came).toBeGreaterThanOrEqual(Math.floor(seconds) - 2);
  expect(came).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
});

it('no node has ended or logged an error meanwhile', () => {
  expect(cluster.misdeeds()).toEqual([]);
});
