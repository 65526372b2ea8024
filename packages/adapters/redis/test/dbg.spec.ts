import { expect, it, describe } from '@jest/globals';
import { Stage } from '@aethex/testing';
import { bullJobs } from '../src/index.js';
import { ownPrefix } from './own-prefix.js';
import { PrivateRedis } from './private-redis.js';
import { setTimeout as sleep } from 'node:timers/promises';
describe('dbg', () => {
it('200', async () => {
  const s = await PrivateRedis.start();
  const stage = await Stage.raise(bullJobs({ url: s.url, prefix: ownPrefix(), pollSeconds: 3600, sweepSeconds: 3600 }));
  const nodes = [stage.one, await stage.other(), await stage.other()];
  const done: string[] = [];
  for (const n of nodes) await n.work('t', async ({ id }) => void done.push(id));
  const t0 = performance.now();
  await Promise.all(Array.from({ length: 200 }, (_, i) => nodes[i % 3]!.add({ name: 't' })));
  console.log('added', performance.now() - t0);
  for (let i = 0; i < 6; i++) { await sleep(1000); console.log(done.length, await s.call('DBSIZE')); }
  for (const k of (await s.call('KEYS', '*')) as string[]) if (!/[.]0$/.test(k)) { const t = await s.call('TYPE', k); console.log(k, t, t === 'list' ? await s.call('LLEN', k) : ''); }
  console.log(JSON.stringify((stage.log as any).lines.map((l: any) => [l.level, l.message, String(l.facts.err)])).slice(0, 3000));
  const db = await stage.db();
  console.log(JSON.stringify((await db.read((em) => em.run('select count(*) as n, run is null as free from jobs_queue group by 2'))).rows));
  await stage.close(); await s.close();
}, 60000);
it('oom', async () => {
  const s = await PrivateRedis.start();
  const stage = await Stage.raise(bullJobs({ url: s.url, prefix: ownPrefix(), pollSeconds: 0.05, sweepSeconds: 3600 }));
  const other = await stage.other();
  const done: string[] = [];
  await other.work('t', async ({ id }) => void done.push(id));
  await sleep(100);
  await s.call('CONFIG','SET','maxmemory','1');
  await Promise.all([stage.one.add({ name: 't' }), stage.one.add({ name: 't' })]);
  for (let i = 0; i < 3; i++) { await sleep(1000); console.log(done.length, await s.call('DBSIZE')); }
  console.log(JSON.stringify((stage.log as any).lines.map((l: any) => [l.level, l.message, String(l.facts.err)])).slice(0, 3000));
  await stage.close(); await s.close();
}, 60000);
});
