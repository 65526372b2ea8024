#!/usr/bin/env node
/**
 * Ten thousand numbered messages between players of one room while every connection is reset five times a second: what
 * the client library tells has no gap, nothing twice, and the same order for all. `npm run gaps -w benchmarks`
 */
import { createClient } from '@aethex/client';
import { connect, createServer } from 'node:net';
import { WebSocket } from 'ws';
import { table } from '../lib/compare.mjs';
import { Ours } from './lib/ours.mjs';

const messages = Number(process.env.MESSAGES ?? 10_000);
const every = Number(process.env.RESET_MS ?? 200);
const [players, underWay, perSecond] = [8, 20, 30];
const each = Math.ceil(messages / players);

const ours = await Ours.start();
const proxy = await resettingProxy(ours.port);
const clients = [];
try {
  const began = performance.now();
  const rooms = await inOneRoom();
  proxy.begin();
  const heard = rooms.map((room) => {
    const told = [];
    room.on('message', ({ from, data }) => told.push(`${from} ${data}`));
    return told;
  });
  const resyncs = count(rooms, 'resynced');
  const refused = await Promise.all(rooms.map((room) => sendAll(room)));
  proxy.end();
  await settled(heard);
  report({
    heard,
    ids: rooms.map((room) => room.self.player_id),
    resyncs: resyncs.length,
    refused: refused.reduce((sum, one) => sum + one, 0),
    seconds: (performance.now() - began) / 1000,
  });
} finally {
  for (const client of clients) client.close();
  proxy.close();
  await ours.stop();
}

async function inOneRoom() {
  for (let player = 0; player < players; player += 1) {
    const client = createClient({
      url: `http://127.0.0.1:${ours.port}`,
      socketUrl: `ws://127.0.0.1:${proxy.port}/v1/multiplayer`,
      WebSocket,
      throwOnError: true,
    });
    clients.push(client);
    await client.auth.guest();
  }
  const first = await clients[0].multiplayer.createRoom({ max_players: players });
  const others = clients.slice(1).map((client) => client.multiplayer.joinRoom(first.code));
  return [first, ...(await Promise.all(others))];
}

function count(rooms, event) {
  const seen = [];
  for (const room of rooms) room.on(event, (...what) => seen.push(what));
  return seen;
}

/** Sends 1, 2, 3 … with some under way at any time. A message that is refused is sent again before the next one. */
async function sendAll(room) {
  let [refused, last] = [0, Promise.resolve()];
  const waiting = new Set();
  for (let number = 1; number <= each; number += 1) {
    const sent = room.send(number);
    waiting.add(sent);
    last = sent.then(
      () => waiting.delete(sent),
      (error) => {
        refused += 1;
        waiting.delete(sent);
        console.error(`${number} was refused: ${error.message}`);
      },
    );
    if (waiting.size >= underWay) await Promise.race(waiting).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  }
  await Promise.all([...waiting].map((sent) => sent.catch(() => undefined)));
  await last;
  return refused;
}

/** Until everybody has heard everything, or nothing more has come for five seconds. */
async function settled(heard) {
  const total = () => heard.reduce((sum, told) => sum + told.length, 0);
  for (let [seen, quiet] = [-1, 0]; total() < players * players * each && quiet < 50;) {
    quiet = total() === seen ? quiet + 1 : 0;
    seen = total();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function report({ heard, ids, resyncs, refused, seconds }) {
  let [gaps, twice] = [0, 0];
  for (const told of heard)
    for (const id of ids) {
      const numbers = told.filter((line) => line.startsWith(id)).map((line) => Number(line.split(' ')[1]));
      const distinct = new Set(numbers);
      gaps += each - distinct.size;
      twice += numbers.length - distinct.size;
    }
  const orders = new Set(heard.map((told) => told.join())).size;
  const rows = [
    ['messages sent', players * each, ''],
    ['connections reset', proxy.resets, ''],
    ['refused', refused, ''],
    ['rooms read anew', resyncs, ''],
    ['gaps', gaps, `0: ${gaps === 0 ? 'reached' : 'missed'}`],
    ['told twice', twice, `0: ${twice === 0 ? 'reached' : 'missed'}`],
    ['orders seen by players', orders, `1: ${orders === 1 ? 'reached' : 'missed'}`],
    ['seconds', seconds.toFixed(0), ''],
  ];
  console.log(table([`${players} players, a reset every ${every} ms`, '', 'goal'], rows));
}

/** Passes bytes on, and resets (RST) all connections again and again. */
async function resettingProxy(port) {
  const pairs = new Set();
  const proxy = { resets: 0, port: 0 };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const pair = [near, far];
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair)
      socket
        .on('error', () => undefined)
        .once('close', () => {
          pairs.delete(pair);
          for (const end of pair) end.destroy();
        });
  });
  let timer;
  proxy.begin = () => {
    timer = setInterval(() => {
      for (const [near, far] of pairs) {
        proxy.resets += 1;
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    }, every);
  };
  proxy.end = () => clearInterval(timer);
  proxy.close = () => server.close();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.port = server.address().port;
  return proxy;
}
