import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from './server.mjs';

const bin = join(import.meta.dirname, '..', '..', '..', 'apps', 'server', 'dist', 'bin.js');
const together = 32;

/** What a benchmark would run into, for everybody comes from one machine. Tokens live for 15 minutes, and so may a run. */
const limits = {
  AETHEX_AUTH_GUESTS_PER_ADDRESS: '1000000',
  AETHEX_LIMITS_CALLS_PER_MINUTE: '0',
  AETHEX_SOCKET_MAX_UNAUTHENTICATED: '20000',
  AETHEX_SOCKET_PER_ADDRESS: '20000',
  AETHEX_SOCKET_PER_PLAYER: '20',
  AETHEX_SOCKET_UNAUTHENTICATED_PER_ADDRESS: '20000',
};

/** The default server, started as its users start it, in a folder of its own that goes at the end. */
export class Ours {
  constructor(server, folder) {
    this.server = server;
    this.folder = folder;
    this.guests = [];
  }

  static async start({ env = {}, folder = mkdtempSync(join(tmpdir(), 'aethex-bench-')), ...options } = {}) {
    const port = await freePort();
    const command = [
      process.execPath,
      ...profiling(),
      bin,
      'start',
      '--data',
      folder,
      '--port',
      String(port),
    ];
    const isReady = () =>
      fetch(`http://127.0.0.1:${port}/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
    const server = await Server.start(command, { env: { ...limits, ...env }, port, isReady, ...options });
    return new Ours(server, folder);
  }

  get port() {
    return this.server.port;
  }

  /** So many guests at least, each with an id and a token; the same ones every time. */
  async players(count) {
    while (this.guests.length < count) {
      const missing = Math.min(together, count - this.guests.length);
      const answers = await Promise.all(
        Array.from({ length: missing }, () => posted(this.port, '/auth/guest', {})),
      );
      this.guests.push(...answers.map(({ token, user }) => ({ id: user.user_id, token })));
    }
    return this.guests.slice(0, count);
  }

  /**
   * Clients in rooms that one player of each has made.
   * @param auth what the `auth` frame says besides the token, such as `{ encoding: 'msgpack', features: ['batch'] }`
   * @param room what the room is made with
   */
  async plan(rooms, roomSize, { dialect = 'json', auth = {}, room = {} } = {}) {
    const players = await this.players(rooms * roomSize);
    const clients = [];
    for (let first = 0; first < players.length; first += roomSize) {
      const members = players.slice(first, first + roomSize);
      const { room_id } = await posted(
        this.port,
        '/rooms',
        { max_players: roomSize, ...room },
        members[0].token,
      );
      clients.push(...members.map(({ token }) => stepsInto(room_id, token, auth)));
    }
    return { dialect, roomSize, clients };
  }

  async stop() {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Sends JSON to our server and gives back the answer's JSON. */
export async function posted(port, path, body, token) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
}

const stepsInto = (room_id, token, auth) => [
  'connect /v1/multiplayer',
  `text ${JSON.stringify({ type: 'auth', token, ...auth })}`,
  'await auth_ok',
  `text ${JSON.stringify({ type: 'join_room', room_id })}`,
  'await room_joined',
];

/** `PROFILE`, a folder, takes a CPU profile of our server until its end. */
function profiling() {
  const { PROFILE: folder } = process.env;
  return folder ? ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`] : [];
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
