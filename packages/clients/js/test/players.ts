import { multiplayerPlugin } from '@aethex/plugin-multiplayer';
import type { TestOptions, TestServer } from '@aethex/testing';
import type { Client, ClientOptions, Room } from '../src/index.js';
import { dataOf, guestOf, startServer } from './fixtures.js';

type Options = Omit<ClientOptions, 'url' | 'throwOnError'>;

/** A server with rooms, for the many sockets of a test. */
export const startRooms = (settings: object = {}): Promise<TestServer> =>
  startServer({
    plugins: [multiplayerPlugin(settings)],
    socket: { perAddress: 1000, unauthenticatedPerAddress: 1000 },
  });

export interface Seated {
  readonly client: Client;
  readonly room: Room;
  readonly id: string;
}

/** Some guests in one room; the first has made it. */
export async function seated(
  url: string,
  count: number,
  {
    options = {},
    room = {},
  }: { options?: Options; room?: Parameters<Client['multiplayer']['createRoom']>[0] } = {},
): Promise<Seated[]> {
  const host = await guestOf(url, options);
  const made = await dataOf(host.multiplayer.createRoom(room));
  const players = [{ client: host, room: made, id: made.self.player_id }];
  for (let i = 1; i < count; i += 1) players.push(await joined(url, made.code, options));
  return players;
}

/** Another guest, in a room that is there already. */
export async function joined(url: string, idOrCode: string, options: Options = {}): Promise<Seated> {
  const client = await guestOf(url, options);
  const room = await dataOf(client.multiplayer.joinRoom(idOrCode, { player_data: { name: 'guest' } }));
  return { client, room, id: room.self.player_id };
}

/** A node of a cluster that shares a folder and what is given. */
export const startNode = (dir: string, adapters: TestOptions['adapters']): Promise<TestServer> =>
  startServer({ dir, adapters: adapters ?? [], plugins: [multiplayerPlugin()] });

/** Two guests in one room, made by way of two nodes. */
export async function seatedOn(urls: [string, string], options: Options): Promise<[Seated, Seated]> {
  const [one] = await seated(urls[0], 1, { options });
  return [one!, await joined(urls[1], one!.room.code, options)];
}
