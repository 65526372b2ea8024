#!/usr/bin/env node
/**
 * Ten thousand signed-in sockets that do nothing: memory of the server, whether it asks each for a sign of life in time,
 * and how fast it answers meanwhile. `npm run idle -w benchmarks`
 */
import { WebSocket } from 'ws';
import { percentile, table } from '../lib/compare.mjs';
import { compiled, Load } from './lib/generator.mjs';
import { Ours } from './lib/ours.mjs';

const count = Number(process.env.SOCKETS ?? 10_000);
const seconds = Number(process.env.SECONDS ?? 65);
const [mostMemory, heartbeat, lateness] = [400, 20, 1];
const mib = (bytes) => bytes / 2 ** 20;

compiled();
const ours = await Ours.start();
try {
  const players = await ours.players(count);
  const clients = players.map(({ token }) => [
    'connect /v1/multiplayer',
    `text ${JSON.stringify({ type: 'auth', token })}`,
    'await auth_ok',
  ]);
  const before = ours.server.memory();
  const load = await Load.open(
    ours.port,
    { dialect: 'json', roomSize: 1, clients },
    { addresses: 64, atOnce: 64 },
  );
  const cpu = ours.server.cpu();
  const [report, answers] = await Promise.all([load.idle(seconds), probe(players[0].token)]);
  const used = (ours.server.cpu() - cpu) / report.took / 1e6;
  const after = mib(ours.server.memory());
  print({ report, answers, used, before: mib(before), after, opened: load.opened.took });
  await load.close();
} finally {
  await ours.stop();
}

/** How long answers to `ping` frames take, in milliseconds. */
async function probe(token) {
  const socket = new WebSocket(`ws://127.0.0.1:${ours.port}/v1/multiplayer`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const answer = (frame) => {
    socket.send(JSON.stringify(frame));
    return new Promise((resolve) => socket.once('message', resolve));
  };
  await answer({ type: 'auth', token });
  const took = [];
  for (const end = performance.now() + (seconds - 2) * 1000; performance.now() < end;) {
    const began = performance.now();
    await answer({ type: 'ping' });
    took.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  socket.terminate();
  return took;
}

function print({ report, answers, used, before, after, opened }) {
  const said = (isReached) => (isReached ? 'reached' : 'missed');
  const inTime = report.silence > 0 && report.silence < heartbeat + lateness;
  const rows = [
    ['sockets', `${report.ready}`, report.closed === 0 ? 'none was lost' : `${report.closed} were lost`],
    ['seconds to open and sign in all', opened.toFixed(1), ''],
    ['MiB resident before', before.toFixed(0), ''],
    ['MiB resident with all of them', after.toFixed(0), `≤ ${mostMemory}: ${said(after <= mostMemory)}`],
    ['KiB for each', (((after - before) * 1024) / report.ready).toFixed(1), ''],
    ['longest seconds between two pings', report.silence.toFixed(2), `${heartbeat}: ${said(inTime)}`],
    ['core', used.toFixed(3), ''],
    ['p50 ms of an answer', percentile(answers, 0.5).toFixed(1), ''],
    ['p99 ms of an answer', percentile(answers, 0.99).toFixed(1), ''],
  ];
  console.log(table([`idle for ${seconds} s`, '', 'goal'], rows));
}
