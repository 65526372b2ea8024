#!/usr/bin/env node
import { startStack } from './stack.mjs';

console.log('starting PostgreSQL, Redis, an S3 server, three nodes and HAProxy …');
const stack = await startStack();
const { url, nodes, postgres, redis, s3, dir } = stack;
const bucket = new URL(s3.url);
console.log(`
  players   ${url}/api/v1   (HAProxy)
  socket    ${url.replace('http', 'ws')}/v1/multiplayer
${nodes.map((node) => `  node ${node.number}    ${node.url}   process ${node.pid}`).join('\n')}
  postgres  ${postgres.url}
  redis     ${redis.url}
  s3        ${bucket.origin}${bucket.pathname}
  folder    ${dir}

  curl -X POST ${url}/api/v1/auth/guest
  kill -9 ${nodes[0].pid}      # and ask again

Ctrl-C ends it all.`);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end());

async function end() {
  await stack.close();
  process.exit();
}
