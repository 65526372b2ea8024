import { randomBytes, randomUUID } from 'node:crypto';
import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { underLoad } from './under-load.mjs';

const page = '<html><body><h1>Welcome to the hotel network</h1></body></html>';
const ills = {
  down: { refuse: true },
  silent: { stall: 'both' },
  garbage: {
    garbage: `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`,
  },
};
/** Milliseconds in which a large save has to be refused. */
const refusedWithin = 12_000;

/** Takes S3 away in three ways: large saves are refused in time, small ones, and all the rest, do not notice. */
export async function loseS3Run(cluster, { seed, log }) {
  const results = {};
  const large = await new Player(cluster.at, 'large').register();
  const result = await underLoad(cluster, { seed, players: 10, large: 0 }, async (crowd) => {
    const violations = [];
    await pause(300);
    for (const [name, ill] of Object.entries(ills)) {
      cluster.s3Proxy.behave(ill);
      cluster.s3Proxy.reset();
      const began = performance.now();
      violations.push(...(await refused(large, name)));
      results[name] = Math.round(performance.now() - began);
      cluster.s3Proxy.restore();
      cluster.s3Proxy.reset();
      log(`  ${name}: a large save was refused after ${results[name]} ms`);
      if (results[name] > refusedWithin) violations.push(`${name}: refused only after ${results[name]} ms`);
      violations.push(...(await accepted(large, name)));
    }
    const others = Object.keys(crowd.answers).filter((answer) => answer !== '200');
    return { violations: [...violations, ...others.map((answer) => `a small save was answered ${answer}`)] };
  });
  return { ...result, refusedMs: results };
}

const upload = async (player) => {
  const base = (await player.history())[0]?.revision ?? 0;
  return player.upload({ bytes: randomBytes(200_000), base, key: randomUUID() });
};

async function refused(player, name) {
  const { status, body, retryAfter } = await upload(player);
  const isRight = status === 503 && retryAfter !== null;
  return isRight
    ? []
    : [`${name}: a large save was answered ${status} ${JSON.stringify(body)}, Retry-After ${retryAfter}`];
}

async function accepted(player, name) {
  const { status, body } = await upload(player);
  return status < 300
    ? []
    : [`${name}: afterwards a large save was answered ${status} ${JSON.stringify(body)}`];
}
