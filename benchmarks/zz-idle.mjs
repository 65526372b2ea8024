import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { database, metersOf, withEngines, ask } from './lib/engines.mjs';
import { loadHttp } from './lib/http-load.mjs';
import { ourPlayers } from './lib/players.mjs';
import { Side } from './lib/side.mjs';
import { inFolder } from './lib/world.mjs';
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
await inFolder((folder) => withEngines(async (engines) => {
  const url = await database(engines.postgres, 'ours');
  const env = { DATABASE_URL: url, REDIS_URL: engines.redis.url, AETHEX_KEYS_SECRET: randomBytes(32).toString('base64url') };
  const a = await Side.startWith({ env, core: 0 }, 'ours', join(folder, 'ours'));
  const b = await Side.startWith({ env, core: 1 }, 'ours', join(folder, 'ours'));
  try {
    const { asks } = await ourPlayers(a.facts.url);
    const tx = async () => Number((await ask(url, 'select xact_commit c from pg_stat_database where datname=current_database()'))[0].c);
    const m = metersOf(engines);
    const span = async (label, work) => {
      const before = [await a.cpu(), await b.cpu(), m.postgres(), m.redis(), await tx()]; const t = performance.now();
      const done = await work(); const s = (performance.now() - t) / 1000;
      await sleep(1100);
      const after = [await a.cpu(), await b.cpu(), m.postgres(), m.redis(), await tx()];
      const d = after.map((x, i) => x - before[i]);
      console.log(label, 'cpu% a', (d[0] / s / 1e4).toFixed(2), 'b', (d[1] / s / 1e4).toFixed(2), 'done', done, done ? `us/req a+b ${((d[0] + d[1]) / done).toFixed(0)} pg ${(d[2]/done).toFixed(0)} tx/req ${(d[4] / done).toFixed(2)}` : `tx ${d[4]}`, 'rps', (done / s).toFixed(0));
    };
    await sleep(2000);
    await span('idle', async () => { await sleep(8000); return 0; });
    const load = (side, connections, requests = asks.get) => loadHttp({ url: side.facts.url, requests, connections, seconds: 4 }).then((r) => r.done);
    for (let i = 0; i < 3; i++) {
    await span('a 64', () => load(a, 64));
    await span('a 32', () => load(a, 32));
    await span('a 8', () => load(a, 8));
    await span('b 32', () => load(b, 32));
    await span('a+b 32', async () => (await Promise.all([load(a, 32), load(b, 32)])).reduce((x, y) => x + y));
    await span('a profile 32', () => load(a, 32, asks.profile));
    await span('a put 32', () => load(a, 32, asks.put));
    }
    await span('idle', async () => { await sleep(8000); return 0; });
  } finally { await Promise.all([a.stop(), b.stop()]); }
}, { pinned: false }));
