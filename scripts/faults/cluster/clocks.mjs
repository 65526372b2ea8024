import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { startCluster } from './cluster.mjs';
import { underLoad } from './under-load.mjs';

const config = fileURLToPath(new URL('shifted.config.mjs', import.meta.url));
const minute = 60_000;
const day = 86_400_000;

/**
 * Two nodes whose clocks are four minutes apart, and then all clocks a day back and a month ahead: saves arrive once,
 * what has ended stays ended, and what is to end ends.
 */
export async function clocksRun({ seed, seconds = 3, log }) {
  const shifts = [2 * minute, -2 * minute];
  const cluster = await startCluster({ nodes: 2, nodeOptions: (index) => ({ config, env: { SHIFTED_BY_MS: `${shifts[index]}` } }) });
  try {
    const { violations, ...apart } = await underLoad(cluster, { seed, players: 8 }, async () => {
      const found = await tokens(cluster);
      await pause(seconds * 1000);
      return { violations: found };
    });
    log(`  four minutes apart: ${JSON.stringify(apart.answers)}`);
    const player = await new Player(cluster.at, 'main').register();
    const ended = await new Player(cluster.at, 'main').register();
    await player.put({ json: '{"level":1}', base: 0, key: randomUUID() });
    await ended.send('POST', '/auth/logout', {});
    const checks = [
      [-day, 'a day back', (at) => dayBack(at, ended)],
      [31 * day, 'a month ahead', (at) => monthAhead(at, player)],
    ];
    for (const [shift, name, look] of checks) {
      shifts.fill(shift);
      for (const node of cluster.nodes) await node.end();
      for (const node of cluster.nodes) await node.start();
      violations.push(...(await look(cluster.at)).map((what) => `${name}: ${what}`));
      log(`  ${name}: looked`);
    }
    return { ...apart, violations: [...violations, ...cluster.misdeeds()] };
  } finally {
    await cluster.close();
  }
}

const profile = (player, at) => {
  player.at = at;
  return player.send('GET', '/auth/profile');
};

/** Each node takes the tokens that it made itself, and those of a node whose clock is behind. */
async function tokens({ nodes }) {
  const violations = [];
  for (const [maker, taker] of [
    [0, 0],
    [1, 1],
    [1, 0],
  ]) {
    const player = await new Player(() => nodes[maker].url, 'main').register();
    const { status } = await profile(player, () => nodes[taker].url);
    if (status !== 200) violations.push(`node ${taker} answered a token of node ${maker} with ${status}`);
  }
  return violations;
}

async function dayBack(at, ended) {
  const { status } = await profile(ended, at);
  return status === 401 ? [] : [`a session that had ended was answered ${status}`];
}

async function monthAhead(at, player) {
  const { status } = await profile(player, at);
  const violations = status === 401 ? [] : [`an old token was answered ${status}`];
  const again = await player.send('POST', '/auth/login', { username: player.name, password: 'correct horse battery' });
  player.token = again.body.token;
  const there = await player.history();
  return there.length === 1 ? violations : [...violations, `${there.length} of 1 save after a month`];
}
