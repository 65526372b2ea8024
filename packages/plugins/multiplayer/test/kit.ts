import { rooms, type ClientOf, type ServerFrame } from '@aethex/protocol';
import {
  startAethex,
  testPlayerId,
  type TestOptions,
  type TestServer,
  type TestSocket,
} from '@aethex/testing';
import { multiplayerPlugin } from '../src/index.js';

type Options = Parameters<typeof multiplayerPlugin>[0];
type Frame<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

/** A server with multiplayer; sockets of one address are not counted. */
export const serverWith = (options: Options = {}, more: TestOptions = {}): Promise<TestServer> =>
  startAethex({
    realClock: true,
    ...more,
    socket: {
      perAddress: 5000,
      perPlayer: 1000,
      maxUnauthenticated: 5000,
      unauthenticatedPerAddress: 5000,
      ...more.socket,
    },
    plugins: [multiplayerPlugin({ roomsPerPlayer: 1000, ...options }), ...(more.plugins ?? [])],
  } as TestOptions);

/** The contract as a player’s client. */
export const clientOf = (server: TestServer, name: string): ClientOf<typeof rooms> =>
  server.as(name).direct(rooms);

export const idOf = testPlayerId;

/** A socket that has joined a room. */
export async function joined(
  server: TestServer,
  name: string,
  roomId: string,
  more: object = {},
): Promise<{ socket: TestSocket; room: Frame<'room_joined'> }> {
  const socket = await socketOf(server, name);
  socket.send({ type: 'join_room', room_id: roomId, ...more });
  return { socket, room: await socket.next('room_joined') };
}

/** A signed-in socket of a player, a new one each time. */
export async function socketOf(server: TestServer, name: string, auth: object = {}): Promise<TestSocket> {
  const socket = await server.rawSocket();
  socket.send({ type: 'auth', token: await server.as(name).token(), ...auth });
  await socket.next('auth_ok');
  return socket;
}

/** The next error frame’s code. */
export const refusedWith = async (socket: TestSocket): Promise<string> => (await socket.next('error')).code;

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
