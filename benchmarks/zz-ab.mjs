// interleaved A/B of two configs of ours: node zz-ab.mjs op ENVNAME
import { join } from 'node:path';
import { interleaved } from './lib/compare.mjs';
import { database, metersOf, withEngines } from './lib/engines.mjs';
import { loadHttp } from './lib/http-load.mjs';
import { askedOfUs, ourPlayers } from './lib/players.mjs';
import { writeFileSync } from 'node:fs';
let bare;
import { awake, Side } from './lib/side.mjs';
import { inFolder } from './lib/world.mjs';
const [ops, flag, rounds = '4'] = process.argv.slice(2);
await inFolder((folder) => withEngines(async (engines) => {
  const cases = {}; const sides = [];
  for (const [name, on] of [['off', ''], ['on', '1']]) {
    const env = { DATABASE_URL: await database(engines.postgres, name), REDIS_URL: engines.redis.url + (name === 'on' ? '/1' : '/2'), [flag]: on };
    const side = await Side.startWith({ env }, 'ours', join(folder, name)); sides.push(side);
    const { asks, players } = await ourPlayers(side.facts.url);
    if (!bare) { writeFileSync(join(folder, 'p.json'), JSON.stringify(players)); bare = await Side.startWith({}, 'bare-postgres', env.DATABASE_URL, join(folder, 'p.json')); sides.push(bare); const b = askedOfUs(players); for (const op of ops.split(',')) cases[`${op} bare`] = { side: bare, load: () => loadHttp({ url: bare.facts.url, requests: b[op], seconds: 1.5 }) }; }
    for (const op of ops.split(',')) cases[`${op} ${name}`] = { side, load: () => loadHttp({ url: side.facts.url, requests: asks[op], seconds: 1.5 }) };
  }
  try { console.table(await awake(() => interleaved(cases, Number(rounds), metersOf(engines), 2))); }
  finally { await Promise.all(sides.map((s) => s.stop())); }
}));
