#!/usr/bin/env node
/** What a read costs on every wire, beside a bare Fastify route that runs the same SQL: `npm run reads -w benchmarks`. */
import { interleaved, table, verdict } from './lib/compare.mjs';
import { loadHttp } from './lib/http-load.mjs';
import { awake, Side } from './lib/side.mjs';
import { loadSocket } from './lib/socket-load.mjs';
import { again, bareFrom, inFolder, oursWithSave } from './lib/world.mjs';

const rounds = Number(process.env.ROUNDS ?? 7);
const seconds = Number(process.env.SECONDS ?? 2);

const only = new RegExp(process.env.ONLY ?? '');

const result = await inFolder(async (folder) => {
  const world = await oursWithSave(folder);
  const bare = await bareFrom(world, folder);
  const nest = await Side.start('nest');
  const { ours, url, token } = await again(world);
  try {
    return await awake(() =>
      interleaved(chosen(casesOf({ ours, url, token, bare, nest, old: world.token })), rounds),
    );
  } finally {
    await Promise.all([ours.stop(), bare.stop(), nest.stop()]);
  }
});

function casesOf({ ours, url, token, bare, nest, old }) {
  const http = (side, path, bearer) => ({
    side,
    load: () => loadHttp({ url: side.facts.url, path: `/api/v1${path}`, headers: bearerOf(bearer), seconds }),
  });
  const rpc = (method, params) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { ...bearerOf(token), 'content-type': 'application/json' };
    return {
      side: ours,
      load: () => loadHttp({ url, method: 'POST', path: '/api/v1/rpc', headers, body, seconds }),
    };
  };
  const socket = (method, params) => ({
    side: ours,
    load: () => loadSocket({ url, token, method, params, seconds }),
  });
  return {
    'empty, Nest on Fastify': http(nest, '/nothing'),
    'empty, ours': http(ours, '/nothing'),
    'save, bare Fastify': http(bare, '/saves/me/slot1', old),
    'save, REST': http(ours, '/saves/me/slot1', token),
    'save, JSON-RPC': rpc('saves.get', { save_id: 'slot1' }),
    'save, socket': socket('saves.get', { save_id: 'slot1' }),
    'profile, bare Fastify': http(bare, '/auth/profile', old),
    'profile, REST': http(ours, '/auth/profile', token),
    'profile, JSON-RPC': rpc('auth.getProfile', {}),
    'profile, socket': socket('auth.getProfile', {}),
  };
}

/** The cases that `ONLY`, a regular expression, names. */
function chosen(cases) {
  return Object.fromEntries(Object.entries(cases).filter(([name]) => only.test(name)));
}

function bearerOf(token) {
  return token ? { authorization: `Bearer ${token}` } : {};
}

const goals = [
  ['empty, ours', 'empty, Nest on Fastify', 1.4],
  ['save, REST', 'save, bare Fastify', 1.8],
  ['save, JSON-RPC', 'save, bare Fastify', 2.1],
  ['save, socket', 'save, bare Fastify', 1.2],
  ['profile, REST', 'profile, bare Fastify', 1.8],
  ['profile, JSON-RPC', 'profile, bare Fastify', 2.1],
  ['profile, socket', 'profile, bare Fastify', 1.2],
];
const rows = Object.entries(result).map(([name, { cpu, perSecond }]) => {
  const goal = goals.find(([ours]) => ours === name);
  return [
    name,
    cpu.toFixed(1),
    perSecond.toFixed(0),
    goal ? verdict(cpu / result[goal[1]].cpu, goal[2]) : '',
  ];
});
console.log(table(['read', 'µs CPU per request', 'requests/s', 'CPU beside the bare side'], rows));
