#!/usr/bin/env node
/**
 * Restarts the nodes one after the other under load, as a deployment does: no request may fail.
 * `npm run rolling -w examples/three-nodes -- 1` restarts only one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Requests } from './requests.mjs';
import { startStack } from './stack.mjs';

/** Milliseconds until HAProxy has seen twice that a node is ready. */
const noticed = 2000;
const many = Number(process.argv[2] ?? 3);

console.log('starting PostgreSQL, Redis, an S3 server, three nodes and HAProxy …');
// All of them come from one address here.
const stack = await startStack({ settings: { AETHEX_AUTH_GUESTS_PER_ADDRESS: '100000' } });
try {
  const requests = await new Requests(stack.url).open();
  requests.start();
  const codes = [];
  for (const node of stack.nodes.slice(0, many)) {
    await sleep(noticed);
    const { code } = await node.drain();
    codes.push(code);
    console.log(`node ${node.number} has drained and ended with ${code}; ${requests.done} requests so far`);
    await node.start();
  }
  await sleep(noticed);
  await requests.stop();
  console.log(`
  requests      ${requests.done}
  failed        ${requests.failed.length}
  slowest       ${requests.slowestMs} ms`);
  for (const why of new Set(requests.failed)) console.log(`  ✖ ${why}`);
  const isWell = requests.failed.length === 0 && codes.every((code) => code === 0);
  process.exitCode = isWell ? 0 : 1;
} finally {
  await stack.close();
}
