import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { Chores } from './chores.mjs';
import { startCluster } from './cluster.mjs';
import { underLoad } from './under-load.mjs';

const config = fileURLToPath(new URL('shifted.config.mjs', import.meta.url));
const minute = 60_000;
const day = 86_400_000;

/** Milliseconds in which jobs have to be done: they come late by no more than the clocks differ. */
const doneWithin = 4.5 * minute;

/**
 * Two nodes whose clocks are first fifty seconds apart, which nobody may notice, and then four minutes, which no job
 * may notice; then both a day back and a month ahead: what has ended stays ended, and what is to end ends.
 */
export async function clocksRun({ seed, seconds = 3, log }) {
  const shifts = [25_000, -25_000];
  const nodeOptions = (index) => ({ config, env: { SHIFTED_BY_MS: String(shifts[index]) } });
  const cluster = await startCluster({ nodes: 2, nodeOptions });
  const set = async (...to) => {
    shifts.splice(0, 2, ...to);
    for (const node of cluster.nodes) await node.end();
    for (const node of cluster.nodes) await node.start();
  };
  try {
    const { violations, ...counts } = await underLoad(cluster, { seed, players: 8 }, () =>
      pause(seconds * 1000),
    );
    log(`  fifty seconds apart: ${JSON.stringify(counts.answers)}`);
    const late = await jumps(cluster, set, log);
    return { ...counts, violations: [...violations, ...late, ...cluster.misdeeds()] };
  } finally {
    await cluster.close();
  }
}

async function jumps(cluster, set, log) {
  const player = await new Player(cluster.at, 'main').register();
  const ended = await new Player(cluster.at, 'main').register();
  await player.put({ json: '{"level":1}', base: 0, key: randomUUID() });
  await ended.send('POST', '/auth/logout', {});
  const violations = [];
  const stage = async (name, shifts, look) => {
    await set(...shifts);
    const found = await look();
    violations.push(...found.map((what) => `${name}: ${what}`));
    log(`  ${name}: ${found.length === 0 ? 'as it should be' : found.join('; ')}`);
  };
  const apart = async () => [...(await tokens(cluster)), ...(await jobs(cluster))];
  await stage('four minutes apart', [2 * minute, -2 * minute], apart);
  await stage('a day back', [-day, -day], () => dayBack(cluster.at, ended));
  await stage('a month ahead', [31 * day, 31 * day], () => monthAhead(cluster.at, player));
  return violations;
}

const profile = (player, at) => {
  player.at = at;
  return player.sendOnce('GET', '/auth/profile');
};

/** A node takes its own tokens and those of a node behind it, and refuses what comes from its future. */
async function tokens({ nodes }) {
  const expected = [
    [0, 0, 200],
    [1, 1, 200],
    [1, 0, 200],
    [0, 1, 401],
  ];
  const violations = [];
  for (const [maker, taker, wanted] of expected) {
    const player = await new Player(() => nodes[maker].url, 'main').guest();
    const { status } = await profile(player, () => nodes[taker].url);
    if (status !== wanted) violations.push(`node ${taker} answered a token of node ${maker} with ${status}`);
  }
  return violations;
}

/** Each job is done once, and no tick comes twice. */
async function jobs(cluster) {
  const chores = new Chores(cluster.at);
  const violations = [...(await chores.ask(20)), ...(await chores.left(doneWithin))];
  const done = (await chores.done()).map(({ what }) => what).filter((what) => what !== 'tick');
  return done.length === 20 ? violations : [...violations, `20 jobs were done ${done.length} times`];
}

async function dayBack(at, ended) {
  const { status } = await profile(ended, at);
  return status === 401 ? [] : [`a session that had ended was answered ${status}`];
}

/** The old token is refused, and whoever signs in again finds the save. */
async function monthAhead(at, player) {
  const { status } = await profile(player, at);
  const violations = status === 401 ? [] : [`an old token was answered ${status}`];
  const there = await player.history();
  return there.length === 1 ? violations : [...violations, `${there.length} of 1 save after a month`];
}
