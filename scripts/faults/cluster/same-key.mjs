import { randomUUID } from 'node:crypto';
import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { between, randomOf } from '../random.mjs';

/** Fewer when a node is killed, because each of them asks again, and 120 calls a minute are free. */
const parallel = { calm: 50, killed: 20 };
/** Milliseconds after which a repeat has to get the answer, whatever became of the node of the first. */
const answeredWithin = 12_000;

/**
 * Sends one save fifty times at once, to all nodes, with one idempotency key, and kills a node in the middle of it:
 * there is one effect, and whoever asks again gets the one answer. Another body with the key is refused.
 */
export async function sameKeyRun(cluster, { seed, times = 2, log }) {
  const random = randomOf(seed);
  const violations = [];
  let slowestMs = 0;
  for (let round = 1; round <= times; round += 1) {
    const isKilled = round % 2 === 0;
    const player = await new Player(cluster.at, 'main').guest();
    const result = await (isKilled ? whileKilled(cluster, player, random) : repeat(player, parallel.calm));
    violations.push(...result.violations.map((what) => `round ${round}: ${what}`));
    slowestMs = Math.max(slowestMs, result.ms);
    log(`  round ${round}${isKilled ? ', a node killed' : ''}: one answer for all after ${result.ms} ms`);
  }
  await cluster.whole();
  return { seed, rounds: times, slowestMs, violations: [...violations, ...cluster.misdeeds()] };
}

async function whileKilled(cluster, player, random) {
  const node = cluster.nodes[between(random, 0, cluster.nodes.length - 1)];
  const kill = pause(between(random, 0, 60)).then(() => node.end('SIGKILL'));
  const result = await repeat(player, parallel.killed);
  await kill;
  await node.start();
  return result;
}

/** Saves once, many times. */
async function repeat(player, many) {
  const save = { json: '{"level":1}', base: 0, key: randomUUID() };
  const answers = await Promise.all(Array.from({ length: many }, () => answered(player, save)));
  const other = await answered(player, { ...save, json: '{"level":2}' });
  const there = await insisted(() => player.history());
  const violations = judged(answers);
  if (other.answer?.status !== 422)
    violations.push(`another body with the key was answered ${other.answer?.status}`);
  if (there.length !== 1) violations.push(`${there.length} revisions of one key`);
  return { violations, ms: Math.max(...answers.map(({ ms }) => ms)) };
}

/** Asks again where a node that is gone could not answer. */
async function insisted(ask) {
  for (const began = performance.now(); ; await pause(100)) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() - began > answeredWithin) throw error;
    }
  }
}

/** Asks until there is an answer that is one. */
async function answered(player, save) {
  const began = performance.now();
  for (;;) {
    const answer = await player.put(save).catch(() => null);
    const ms = Math.round(performance.now() - began);
    const isFinal = answer && answer.status !== 503 && answer.body.error?.code !== 'idem.in_flight';
    if (isFinal || ms > answeredWithin) return { answer, ms };
    await pause(50 + Math.random() * 100);
  }
}

function judged(answers) {
  const texts = new Set(answers.map(({ answer }) => JSON.stringify([answer?.status, answer?.body])));
  const [{ answer }] = answers;
  if (texts.size === 1 && answer?.status < 300) return [];
  return [`${texts.size} different answers: ${[...texts].slice(0, 3).join(' and ')}`];
}
