import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  adapter,
  Bus,
  Database,
  PluginHost,
  type Adapter,
  type Port,
  type PrivacyHooks,
  type Reach,
  type Undo,
} from '@aethex/core';
import { memoryBus } from '@aethex/local';
import { pretendedCluster, type TestServer } from '@aethex/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, password, startAuth, verdictOn } from './fixtures.js';

/** A bus whose messages all get lost. */
class DeafBus extends Bus {
  async publish(): Promise<void> {
    // At most once may be never.
  }
  async subscribe(): Promise<Undo> {
    return async () => undefined;
  }
}

/** The same adapter, its database reaching so far. */
const reaching =
  (reach: Reach) =>
  (part: Adapter): Adapter =>
    (part.port as Port) === (Database as Port) ? adapter({ ...part, reach }) : part;

/** Milliseconds in which every node must have heard. */
const promised = 2000;

async function eventually(what: () => Promise<string>, wanted: string): Promise<number> {
  const began = performance.now();
  while ((await what()) !== wanted) {
    if (performance.now() - began > promised) throw new Error(`It never said ${wanted}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - began;
}

/** Two nodes in one process: what they share reaches as far as this pretended cluster does. */
describe.each([
  // On a database that nobody else can reach neither looks into it: nothing but the bus can carry the news.
  ['a bus that works', 'host' as const, () => memoryBus()],
  [
    'a bus that loses everything',
    'cluster' as const,
    () => adapter<Bus>({ port: Bus, name: 'deaf', reach: 'cluster', create: () => new DeafBus() }),
  ],
])('on two nodes with %s', (_, reach, bus) => {
  let dir: string;
  let nodes: [TestServer, TestServer];
  const one = (): TestServer => nodes[0];
  const two = (): TestServer => nodes[1];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-test-'));
    const adapters = pretendedCluster(dir, [bus() as Adapter]).map(reaching(reach));
    const options = { dir, realClock: true, adapters };
    nodes = [await startAuth({}, options), await startAuth({}, options)];
  });
  afterAll(async () => {
    for (const node of nodes.toReversed()) await node.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('a logout on one is heard on the other, which closes its sockets', async () => {
    const { body } = await call(one(), 'POST /auth/guest', {});
    const token = body.token;
    const socket = await two().rawSocket();
    await socket.signIn(token);
    expect(await verdictOn(two(), token)).toBe('200');
    await call(one(), 'POST /auth/logout', {}, token);
    expect(await verdictOn(one(), token)).toBe('401 auth.session_revoked');
    await eventually(() => verdictOn(two(), token), '401 auth.session_revoked');
    expect((await socket.closed).code).toBe(4503);
  });

  it('so is the erasure of an account, of which nothing is left to look up', async () => {
    const { body } = await call(one(), 'POST /auth/register', { username: 'forgotten', password });
    const token = body.token;
    expect(await verdictOn(two(), token)).toBe('200');
    const [privacy] = one().get(PluginHost).privacy();
    await (privacy as { hooks: PrivacyHooks }).hooks.erase({ gameId: 'default', playerId: body.user_id });
    await eventually(() => verdictOn(two(), token), '401 auth.session_revoked');
  });

  it('limits count the tries on both', async () => {
    const login = (node: TestServer) =>
      call(node, 'POST /auth/login', { username: 'somebody', password: 'not the password' });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (__, index) => login(index % 2 ? one() : two())),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });
});

it('a server that starts anew refuses the tokens of sessions that ended before', async () => {
  const before = await startAuth();
  const [gone, stays] = [
    await call(before, 'POST /auth/guest', {}),
    await call(before, 'POST /auth/guest', {}),
  ];
  await call(before, 'POST /auth/logout', {}, gone.body.token);
  await before.stop({ keep: true });
  const after = await startAuth({}, { dir: before.dir });
  try {
    expect(await verdictOn(after, gone.body.token)).toBe('401 auth.session_revoked');
    expect(await verdictOn(after, stays.body.token)).toBe('200');
  } finally {
    await after.stop();
    await rm(before.dir, { recursive: true, force: true });
  }
});
