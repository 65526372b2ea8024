#!/usr/bin/env node
/** Kills nodes under load: `npm run kill -w examples/three-nodes -- 5` kills five, one after the other. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Players } from './players.mjs';
import { startStack } from './stack.mjs';

const times = Number(process.argv[2] ?? 3);
console.log('starting PostgreSQL, Redis, an S3 server, three nodes and HAProxy …');
const stack = await startStack({ settings: { AETHEX_SAVES_HISTORY: '100000' } });
try {
  const players = await new Players(stack.url).open();
  players.start();
  for (let kill = 1; kill <= times; kill += 1) {
    await sleep(1500);
    const node = stack.nodes[kill % stack.nodes.length];
    console.log(`kill -9 of node ${node.number}, after ${players.acked} saves`);
    await node.kill();
    await sleep(1500);
    await node.start();
    console.log(`  node ${node.number} is back; ${players.acked} saves`);
  }
  await sleep(1500);
  await players.stop();
  const { acknowledged, lost, doubled } = await players.compare();
  console.log(`
  acknowledged  ${acknowledged}
  lost          ${lost}
  doubled       ${doubled}
  longest gap   ${players.longestGapMs} ms between two saves of one player`);
  process.exitCode = lost === 0 && doubled === 0 ? 0 : 1;
} finally {
  await stack.close();
}
