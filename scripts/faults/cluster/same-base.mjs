import { randomUUID } from 'node:crypto';
import { Player } from '../player.mjs';
import { between, randomOf } from '../random.mjs';

/** Two to eight devices save at once, from the same revision, at different nodes: one wins, and no version is gone. */
export async function sameBaseRun(cluster, { seed, times = 25 }) {
  const random = randomOf(seed);
  const violations = [];
  let refused = 0;
  for (let round = 1; round <= times && violations.length === 0; round += 1) {
    const devices = between(random, 2, 8);
    violations.push(...(await race(cluster, devices)).map((what) => `round ${round}: ${what}`));
    refused += 2 * (devices - 1);
  }
  return { seed, rounds: times, refused, violations: [...violations, ...cluster.misdeeds()] };
}

/** The devices of one player race for the first revision of a slot, and then for the second. */
async function race({ at }, devices) {
  const player = await new Player(at, 'main').guest();
  const violations = [];
  for (const base of [0, 1]) {
    const saves = Array.from({ length: devices }, (_, device) =>
      player.put({ json: JSON.stringify({ base, device }), base, key: randomUUID() }),
    );
    violations.push(...judged(await Promise.all(saves), base));
  }
  const { body } = await player.send('GET', '/saves/me/conflicts');
  if (body.conflicts?.length !== 2 * (devices - 1))
    violations.push(`${body.conflicts?.length} versions were kept of ${2 * (devices - 1)} that lost`);
  const there = await player.history();
  return there.length === 2 ? violations : [...violations, `${there.length} revisions after two races`];
}

function judged(answers, base) {
  const won = answers.filter(({ status }) => status < 300);
  const lost = answers.filter(({ status, body }) => status === 409 && body.error.code === 'saves.conflict');
  const isRight = won.length === 1 && won.length + lost.length === answers.length;
  const halves = lost.filter(
    ({ body: { error } }) => error.data.current?.revision !== base + 1 || !error.data.yours,
  );
  return [
    ...(isRight
      ? []
      : [`answered ${answers.map(({ status, body }) => `${status} ${body.error?.code ?? ''}`)}`]),
    ...halves.map(({ body }) => `a conflict without both versions: ${JSON.stringify(body.error.data)}`),
  ];
}
