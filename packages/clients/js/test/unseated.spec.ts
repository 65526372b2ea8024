import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { closeClients, dataOf, guestOf, until } from './fixtures.js';
import { joined, startRooms } from './players.js';

/** A socket that keeps from its client that it is in no room any more, as a node that dies does. */
class Forgetful extends WebSocket {
  static last: Forgetful | undefined;

  constructor(url: string) {
    super(url);
    Forgetful.last = this;
  }

  /** Lets the client hear a frame that the server never sent. */
  hear(frame: object): void {
    super.emit('message', Buffer.from(JSON.stringify(frame)), false);
  }

  override emit(event: string, ...args: unknown[]): boolean {
    const isEnd = event === 'message' && (args[0] as Buffer).toString().includes('"type":"room_left"');
    return isEnd ? false : super.emit(event, ...args);
  }
}

describe('a seat that the server knows nothing of', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRooms();
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  it('is taken anew, and what was sent meanwhile arrives once and in order', async () => {
    const client = await guestOf(server.url, { WebSocket: Forgetful });
    const room = await dataOf(client.multiplayer.createRoom());
    const other = await joined(server.url, room.id);
    const told: string[] = [];
    for (const event of ['dropped', 'resumed', 'left'] as const) room.on(event, () => told.push(event));
    room.on('resynced', (reason) => told.push(`resynced: ${reason}`));
    const heard: unknown[] = [];
    other.room.on('message', ({ data }) => heard.push(data));

    Forgetful.last?.send('{"type":"leave_room"}');
    await until(() => other.room.players.size === 1);
    const sent = await Promise.all([1, 2, 3].map((n) => room.send(n)));

    expect(sent.map(({ success, error }) => success || error)).toEqual([true, true, true]);
    await until(() => heard.length === 3);
    expect([told, heard]).toEqual([
      ['dropped', 'resynced: seat_expired'],
      [1, 2, 3],
    ]);
    expect(other.room.players.size).toBe(2);
  });

  it('is taken anew by whoever is told so', async () => {
    const client = await guestOf(server.url, { WebSocket: Forgetful });
    const room = await dataOf(client.multiplayer.createRoom());
    const other = await joined(server.url, room.id);
    const told: string[] = [];
    for (const event of ['dropped', 'left'] as const) room.on(event, () => told.push(event));
    room.on('resynced', (reason) => told.push(`resynced: ${reason}`));
    Forgetful.last?.send('{"type":"leave_room"}');
    await until(() => other.room.players.size === 1);
    Forgetful.last?.hear({ type: 'resync_required', reason: 'seat_expired' });
    Forgetful.last?.hear({ type: 'room_left', room_id: room.id, reason: 'dropped' });
    await until(() => other.room.players.size === 2);
    await until(() => told.length === 2);
    expect(told).toEqual(['dropped', 'resynced: seat_expired']);
  });

  it('is taken anew by whoever only moves', async () => {
    const client = await guestOf(server.url, { WebSocket: Forgetful });
    const room = await dataOf(client.multiplayer.createRoom());
    const other = await joined(server.url, room.id);
    Forgetful.last?.send('{"type":"leave_room"}');
    await until(() => other.room.players.size === 1);
    room.sendState({ x: 7 });
    await until(() => other.room.states.get(room.self.player_id)?.['x'] === 7);
  });
});
