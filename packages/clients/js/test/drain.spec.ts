import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pretendedCluster, type TestServer } from '@aethex/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { closeClients, dataOf, guestOf, until } from './fixtures.js';
import { seated, seatedOn, startNode, type Seated } from './players.js';

describe('a node that shuts down', () => {
  let dir: string;
  let nodes: TestServer[];
  /** Where new sockets go, as a load balancer decides. */
  let balanced: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-drain-'));
    const shared = pretendedCluster(dir);
    nodes = [await startNode(dir, shared), await startNode(dir, shared)];
    balanced = nodes[0]!.url;
  });
  afterEach(async () => {
    closeClients();
    for (const node of nodes) await node.stop();
    await rm(dir, { recursive: true, force: true });
  });

  class Balanced extends WebSocket {
    constructor() {
      super(`${balanced.replace('http', 'ws')}/v1/multiplayer`);
    }
  }

  const numbersHeard = ({ room }: Seated, from: string): number[] => {
    const heard: number[] = [];
    room.on('message', ({ from: who, data }) => who === from && heard.push((data as { n: number }).n));
    return heard;
  };

  /** Nodes tell each other of their rooms once a second; before that there is nobody to go to. */
  async function knowEachOther({ client }: Seated, node: TestServer): Promise<void> {
    const [elsewhere] = await seated(node.url, 1);
    await until(async () => {
      const { rooms } = await dataOf(client.multiplayer.listRooms());
      return rooms.some(({ room_id: id }) => id === elsewhere!.room.id);
    });
  }

  it('sends its players to another one, and they lose neither their seats nor a word', async () => {
    const [leaving, staying] = nodes as [TestServer, TestServer];
    const options = { WebSocket: Balanced, retry: { baseMs: 10, capMs: 200 } };
    const [one, other] = await seatedOn([leaving.url, staying.url], options);
    await knowEachOther(one, staying);
    const events: string[] = [];
    for (const { room } of [one, other]) {
      room.on('resumed', () => events.push('resumed'));
      room.on('resynced', (reason) => events.push(reason));
      room.on('left', (reason) => events.push(reason));
      room.on('playerLeft', (_player, reason) => events.push(reason));
    }
    const [up, down] = [numbersHeard(other, one.id), numbersHeard(one, other.id)];
    const sent: Promise<unknown>[] = [];
    let gone: Promise<void> | undefined;
    for (let n = 1; n <= 100; n += 1) {
      sent.push(
        dataOf(one.room.send({ n }, { to: 'others' })),
        dataOf(other.room.send({ n }, { to: 'others' })),
      );
      if (n === 30) {
        balanced = staying.url;
        gone = leaving.stop();
        nodes = [staying];
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await Promise.all([...sent, gone]);
    const all = Array.from({ length: 100 }, (_, index) => index + 1);
    await until(() => up.length >= 100 && down.length >= 100);
    expect(up).toEqual(all);
    expect(down).toEqual(all);
    expect(new Set(events)).toEqual(new Set(['resumed']));
    const late = await guestOf(staying.url, { WebSocket: Balanced });
    expect((await dataOf(late.multiplayer.joinRoom(one.room.code))).players.size).toBe(3);
  });
});
