#!/usr/bin/env node
/**
 * Whether the time of a refused login tells what sort of account it was: pairs of a wrong password and of another
 * state, in random order, over one connection; the chance that the other state took longer, which is 0.5 when time
 * tells nothing. And whether the answers are the same bytes. `npm run timing -w benchmarks`
 */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import Libsql from 'libsql';
import { median, table } from '../lib/compare.mjs';
import { Side } from '../lib/side.mjs';
import { inFolder, post } from '../lib/world.mjs';

const pairs = Number(process.env.PAIRS ?? 400);
const [least, most] = [0.4, 0.6];
const password = 'correct horse battery';
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** What is done to an account before the server starts again. */
const states = {
  'wrong password': null,
  'unknown account': null,
  unverified: null,
  suspended: 'UPDATE auth_accounts SET is_active = 0 WHERE username = ?',
  'OAuth only': 'UPDATE auth_accounts SET password_hash = NULL WHERE username = ?',
  deleted: 'DELETE FROM auth_accounts WHERE username = ?',
};
const nameOf = (state) => state.replaceAll(' ', '-').toLowerCase();

await inFolder(async (folder) => {
  const data = join(folder, 'ours');
  await prepared(data);
  // Hashes are computed beside the event loop: the server has to have all cores.
  const ours = await Side.startWith({ pinned: false }, 'ours', data);
  try {
    for (let warm = 0; warm < 20; warm += 1) await refused(ours.facts.url, 'wrong password');
    const rows = [];
    for (const state of Object.keys(states)) rows.push(await compared(ours.facts.url, state));
    console.log(table(['state', 'chance of longer', 'median beside the wrong password', 'same bytes'], rows));
  } finally {
    agent.destroy();
    await ours.stop();
  }
});

/** Accounts in every state, made by the server and then changed in its database. */
async function prepared(data) {
  const first = await Side.startWith({ pinned: false }, 'ours', data);
  for (const state of [...Object.keys(states), 'control'])
    if (state !== 'unknown account')
      await post(first.facts.url, '/auth/register', {
        username: nameOf(state),
        email: `${nameOf(state)}@example.com`,
        password,
      });
  await first.stop();
  const db = new Libsql(join(data, 'aethex.db'));
  for (const [state, change] of Object.entries(states)) if (change) db.prepare(change).run([nameOf(state)]);
  db.close();
}

async function compared(url, state) {
  const [others, controls] = [[], []];
  const looks = new Set();
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = Math.random() < 0.5 ? ['control', state] : [state, 'control'];
    for (const one of order) {
      const { ms, look } = await refused(url, one);
      (one === state ? others : controls).push(ms);
      looks.add(look);
    }
  }
  const chance = chanceOfLonger(others, controls);
  const reached = chance >= least && chance <= most ? 'reached' : 'missed';
  const [slow, base] = [median(others), median(controls)];
  return [
    state,
    `${chance.toFixed(3)} (goal ${least}–${most}: ${reached})`,
    `${slow.toFixed(2)} ms beside ${base.toFixed(2)} ms`,
    looks.size === 1 ? 'yes' : `no: ${looks.size} kinds`,
  ];
}

/** The area under the curve: how often a value of one is the greater, of all pairs; half for equal ones. */
function chanceOfLonger(ones, others) {
  let wins = 0;
  for (const one of ones) for (const other of others) wins += one > other ? 1 : one === other ? 0.5 : 0;
  return wins / (ones.length * others.length);
}

/** One refused login: milliseconds until the answer is whole, and all of it but its date and ids. */
async function refused(url, state) {
  const body = JSON.stringify({ username: nameOf(state), password: 'not the password' });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const began = performance.now();
  const sent = request(`${url}/api/v1/auth/login`, { method: 'POST', agent, headers });
  sent.end(body);
  const [answer] = await once(sent, 'response');
  const text = Buffer.concat(await answer.toArray()).toString();
  const ms = performance.now() - began;
  const plain = Object.entries(answer.headers).filter(([name]) => !/^(date|x-request-id)$/.test(name));
  const { request_id: id } = JSON.parse(text).error;
  return { ms, look: JSON.stringify([answer.statusCode, plain, text.replaceAll(id, '')]) };
}
