import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adapter, Bus, Database, type Adapter, type Port, type Reach, type Undo } from '@aethex/core';
import { memoryBus } from '@aethex/local';
import { games, players } from '@aethex/protocol';
import { memoryMail, pretendedCluster } from '@aethex/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, Studio, type Person } from './fixtures.js';

/** A bus whose messages all get lost. */
class DeafBus extends Bus {
  async publish(): Promise<void> {
    // At most once may be never.
  }
  async subscribe(): Promise<Undo> {
    return async () => undefined;
  }
}

const reaching =
  (reach: Reach) =>
  (part: Adapter): Adapter =>
    (part.port as Port) === (Database as Port) ? adapter({ ...part, reach }) : part;

/** Milliseconds; two seconds are promised, and a loaded machine may need more. */
const patience = 10_000;

async function eventually(what: () => Promise<string>, wanted: string): Promise<void> {
  const began = performance.now();
  while ((await what()) !== wanted) {
    if (performance.now() - began > patience) throw new Error(`It never said ${wanted}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each([
  ['a bus that works', 'host' as const, () => memoryBus()],
  [
    'a bus that loses everything',
    'cluster' as const,
    () => adapter<Bus>({ port: Bus, name: 'deaf', reach: 'cluster', create: () => new DeafBus() }),
  ],
])('on two nodes with %s', (_, reach, bus) => {
  let dir: string;
  let one: Studio;
  let two: Studio;
  let ann: Person & { org_id: string };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-test-'));
    const box = memoryMail();
    const adapters = pretendedCluster(dir, [bus() as Adapter, box.adapter]).map(reaching(reach));
    one = await Studio.start({}, { dir, realClock: true, adapters, box });
    two = await Studio.start({}, { dir, realClock: true, adapters, box });
    ann = await one.founder();
  });
  afterAll(async () => {
    for (const node of [two, one]) await node?.server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const at = () => ({ org_id: ann.org_id, game: 'default' });

  it('a key that was revoked on one is refused on the other, which closes its sockets', async () => {
    const about = { environment: 'live' as const, sort: 'secret' as const, label: 'x', scopes: [] };
    const { key, key_id } = await ann.games.createKey({ ...at(), ...about });
    const opens = () => codeOf(two.server.bearer(key).rest(games).serviceToken({ seconds: 60 }));
    const socket = await two.server.bearer(key).open();
    expect(await opens()).toBe('ok');
    await ann.games.revokeKey({ ...at(), key_id });
    await eventually(opens, 'auth.token_invalid');
    expect((await socket.closed).code).toBe(4503);
  });

  it('a change of role counts on the other, and so does the end of a session', async () => {
    const bob = await one.member(ann, ann.org_id, 'support');
    const { token } = await bob.games.enter({ ...at(), environment: 'live' });
    const finds = () => codeOf(two.server.bearer(token).rest(players).find({}));
    expect(await finds()).toBe('ok');
    const { org_id } = ann;
    await ann.orgs.setRole({ org_id, player_id: bob.id, role: 'analyst' });
    await eventually(finds, 'request.forbidden');
    await ann.orgs.setRole({ org_id, player_id: bob.id, role: 'support' });
    await eventually(finds, 'ok');
    await ann.orgs.removeMember({ org_id, player_id: bob.id });
    await eventually(finds, 'auth.token_invalid');
  });
});
