import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { Chores } from './chores.mjs';
import { underLoad } from './under-load.mjs';

/** Milliseconds a save may take while Redis does not answer: the budget of waiting for it, and the save. */
const answersWithin = 2000;
const slack = 1500;
/** Milliseconds after which jobs that waited without Redis have to be done. */
const doneWithin = 20_000;

/**
 * Takes Redis away by `away` for some seconds, brings it back by `back`, and sees to it that meanwhile people sign up,
 * sign in and save without one refusal, and that every job is done in the end.
 */
export async function withoutRedis(cluster, { seed, seconds, log, name }, { away, back }) {
  const chores = new Chores(cluster.at);
  return underLoad(cluster, { seed, players: 12 }, async (crowd) => {
    await pause(600);
    const violations = await chores.ask(10);
    crowd.forget();
    await away();
    try {
      violations.push(...(await arrivals(cluster, seconds)), ...(await chores.ask(10)));
    } finally {
      await back();
    }
    const slowestMs = Math.round(crowd.slowestMs);
    if (slowestMs > answersWithin + slack) violations.push(`${name}: a save took ${slowestMs} ms`);
    violations.push(...refusals(crowd), ...(await chores.left(doneWithin)));
    await crowd.recovered();
    log(`  ${name}: the slowest save took ${slowestMs} ms; every job was done`);
    return { seconds, slowestWithoutMs: slowestMs, jobs: chores.asked.length, violations };
  });
}

/** People who sign up and sign in all the while. */
async function arrivals(cluster, seconds) {
  const violations = [];
  for (const ends = performance.now() + seconds * 1000; performance.now() < ends; await pause(500)) {
    const player = new Player(cluster.at, 'slot');
    try {
      await player.register();
      const { status } = await player.send('POST', '/auth/login', {
        username: player.name,
        password: 'correct horse battery',
      });
      if (status !== 200) violations.push(`a login was answered ${status}`);
    } catch (error) {
      violations.push(error.message);
    }
  }
  return violations;
}

const refusals = ({ answers }) =>
  Object.entries(answers)
    .filter(([answer]) => answer !== '200')
    .map(([answer, times]) => `${times} saves were answered ${answer}`);
