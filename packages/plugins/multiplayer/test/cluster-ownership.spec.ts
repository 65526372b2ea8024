import { afterEach, expect, it } from '@jest/globals';
import { Relay, type Logger, type Nodes } from '@aethex/core';
import { memoryLog, Stage, withServers } from '@aethex/testing';
import { redisRelay } from '@aethex/redis';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ownership } from '../src/cluster/ownership.js';
import { MultiplayerConfig } from '../src/multiplayer.config.js';

const stages: Stage<Relay>[] = [];
const open: Ownership[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  for (const stage of stages.splice(0)) await stage.close();
});

const room = (roomId: string, code = 'ABCD-2345') => ({ roomId, gameId: 'g', code });

withServers(['redis'], 'the rooms of a node', ({ redis: url }) => {
  const lease = 0.6;

  async function cluster() {
    const prefix = `test-${randomBytes(6).toString('hex')}`;
    const stage = await Stage.raise<Relay>(redisRelay({ url, prefix }));
    stages.push(stage);
    const node = async (id: string) => {
      const relay = Object.create(await stage.other()) as Relay;
      const config = { lease } as MultiplayerConfig;
      const ownership = new Ownership(relay, { id } as Nodes, config, memoryLog() as unknown as Logger);
      const told: string[] = [];
      ownership.open({
        lost: (roomId) => void told.push(`lost ${roomId}`),
        regained: (roomId) => void told.push(`regained ${roomId}`),
      });
      open.push(ownership);
      return { ownership, relay, told };
    };
    return { stage, a: await node('a'), b: await node('b') };
  }

  it('are its own for as long as it lives, and nobody else’s', async () => {
    const { a, b } = await cluster();
    expect(await a.ownership.take(room('1'))).toBe(true);
    await sleep(3 * lease * 1000);
    expect(await b.ownership.takeOver(room('1'))).toBe(false);
    expect(a.ownership.fenceOf('1')).toBeGreaterThan(0);
    expect(b.ownership.fenceOf('1')).toBeNull();
    expect(a.told).toEqual([]);
  });

  it('cannot have a code that another room has', async () => {
    const { stage, a, b } = await cluster();
    await a.ownership.take(room('1'));
    expect(await b.ownership.take(room('2'))).toBe(false);
    expect(await stage.one.holder('room/2')).toBeNull();
    expect((await stage.one.holder('code/g/ABCD-2345'))?.about).toBe('1');
  });

  it('are free at once when they end, and when the node leaves', async () => {
    const { stage, a } = await cluster();
    await a.ownership.take(room('1'));
    await a.ownership.take(room('2', 'ABCD-2346'));
    await a.ownership.release('1');
    expect(await stage.one.holder('room/1')).toBeNull();
    expect(await stage.one.holder('code/g/ABCD-2345')).toBeNull();
    await a.ownership.close();
    expect(await stage.one.holder('room/2')).toBeNull();
  });

  it('are another’s when the node stood still for too long, and it learns so when it goes on', async () => {
    const { stage, a, b } = await cluster();
    await a.ownership.take(room('1'));
    const before = a.ownership.fenceOf('1');
    const renew = a.relay.renew.bind(a.relay);
    a.relay.renew = async () => new Promise(() => undefined);
    await stage.until('the lease is over', () => a.ownership.fenceOf('1') === null);
    await stage.until('another has it', () => b.ownership.takeOver(room('1')));
    expect(b.ownership.fenceOf('1')).toBeGreaterThan(before!);
    Reflect.set(a.ownership, 'isRenewing', false);
    a.relay.renew = renew;
    await stage.until('it was told', () => a.told.length > 0);
    expect(a.told).toEqual(['lost 1']);
    expect(a.ownership.has('1')).toBe(false);
    expect((await stage.one.holder('room/1'))?.node).toBe('b');
  });

  it('are its own again when nobody took them while the relay was away', async () => {
    const { stage, a } = await cluster();
    await a.ownership.take(room('1'));
    const before = a.ownership.fenceOf('1');
    const renew = a.relay.renew.bind(a.relay);
    a.relay.renew = async () => Promise.reject(new Error('away'));
    await stage.until('the lease is over', () => a.ownership.fenceOf('1') === null);
    expect(a.ownership.has('1')).toBe(true);
    a.relay.renew = renew;
    await stage.until('it has it again', () => a.told.length > 0);
    expect(a.told).toEqual(['regained 1']);
    expect(a.ownership.fenceOf('1')).toBeGreaterThan(before!);
    await stage.until('the code too', async () => (await stage.one.holder('code/g/ABCD-2345')) !== null);
  });

  it('pass to another node with their codes', async () => {
    const { stage, a, b } = await cluster();
    await a.ownership.take(room('1'));
    const before = a.ownership.fenceOf('1');
    const passed = await a.ownership.pass('1', 'b');
    b.ownership.adopt(room('1'), passed!.claim, passed!.codeClaim);
    expect(a.ownership.has('1')).toBe(false);
    await sleep(2 * lease * 1000);
    expect(b.ownership.fenceOf('1')).toBeGreaterThan(before!);
    expect((await stage.one.holder('code/g/ABCD-2345'))?.node).toBe('b');
    expect(a.told).toEqual([]);
  });
});
