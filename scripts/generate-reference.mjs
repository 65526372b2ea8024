#!/usr/bin/env node
/**
 * Writes docs/reference from the contracts, the settings and the metrics of the built packages: `npm run generate`.
 * With `--check` nothing is written, and a page that would come out differently is a failure: `npm run generate:check`.
 * A change that breaks clients is refused either way until DEPRECATIONS.md announces it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  apiSnapshot,
  asyncApi,
  auth,
  games,
  matchmaking,
  oauth,
  openApi,
  openRpc,
  orgs,
  plans,
  players,
  realtimeFrames,
  rooms,
  saves,
  teams,
  voice,
} from '@aethex/protocol';
import { defaultPlugins } from '@aethex/server';
import { format, resolveConfig } from 'prettier';
import { breaksUnannounced } from './reference/breaks.mjs';
import { http, socket } from './reference/defaults.mjs';
import { errorsPage } from './reference/errors.mjs';
import { methodsPage } from './reference/methods.mjs';
import { metricsPage } from './reference/metrics.mjs';
import { permissionsPage } from './reference/permissions.mjs';
import { rolesOf } from './reference/roles.mjs';
import { settingsPage } from './reference/settings.mjs';
import { socketPage } from './reference/socket.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'docs', 'reference');
const contracts = [auth, oauth, players, saves, rooms, matchmaking, voice, orgs, games, teams, plans];
const isCheck = process.argv.includes('--check');

const { version } = JSON.parse(readFileSync(join(root, 'lerna.json'), 'utf8'));
const info = {
  title: 'AeThex Cloud',
  version,
  description:
    'Generated from the contracts. Every method also answers JSON-RPC 2.0 on POST /rpc and on the WebSocket.',
  origin: `http://${http.host}:${http.port}`,
  prefix: http.prefix,
};
const snapshot = apiSnapshot(contracts);

const refusals = breaksUnannounced(readIfThere('api.snapshot.json'), snapshot, join(root, 'DEPRECATIONS.md'));
if (refusals.length > 0) fail(refusals);

const json = (value) => ['json', JSON.stringify(value)];
const pages = {
  'openapi.json': json(openApi(contracts, info)),
  'openrpc.json': json(openRpc(contracts, info)),
  'asyncapi.json': json(asyncApi({ contracts, frames: realtimeFrames, path: socket.path }, info)),
  'api.snapshot.json': json(snapshot),
  'methods.md': ['markdown', methodsPage(contracts)],
  'errors.md': ['markdown', errorsPage(contracts)],
  'permissions.md': ['markdown', permissionsPage(contracts, defaultPlugins(), rolesOf(defaultPlugins()))],
  'settings.md': ['markdown', settingsPage()],
  'metrics.md': ['markdown', await metricsPage()],
  'socket.md': ['markdown', socketPage(contracts)],
};

const stale = [];
for (const [name, [parser, text]] of Object.entries(pages)) {
  const style = await resolveConfig(join(folder, name));
  const written = await format(text, { ...style, parser });
  if (written === readIfThere(name)) continue;
  stale.push(name);
  if (!isCheck) write(name, written);
}

if (isCheck && stale.length > 0)
  fail(stale.map((name) => `docs/reference/${name} is stale. Run "npm run generate" and commit it.`));
console.log(
  stale.length === 0 ? 'docs/reference is up to date.' : `wrote ${stale.join(', ')} in docs/reference`,
);

function readIfThere(name) {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function write(name, text) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}

function fail(sentences) {
  console.error(sentences.join('\n'));
  process.exit(1);
}
