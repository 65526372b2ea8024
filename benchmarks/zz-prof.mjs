import { join } from 'node:path';
import { interleaved } from './lib/compare.mjs';
import { database, metersOf, withEngines } from './lib/engines.mjs';
import { loadHttp } from './lib/http-load.mjs';
import { ourPlayers } from './lib/players.mjs';
import { awake, Side } from './lib/side.mjs';
import { inFolder } from './lib/world.mjs';
const [op, alone, prof = '1', secs = '6'] = process.argv.slice(2);
await inFolder((folder) =>
  withEngines(async (engines) => {
    const url = await database(engines.postgres, 'ours');
    const env = { DATABASE_URL: url, ...(alone === 'redis' && { REDIS_URL: engines.redis.url }) };
    const side = await Side.startWith({ env }, 'ours', join(folder, 'ours'));
    const { asks } = await ourPlayers(side.facts.url);
    try {
      const r = await awake(() =>
        interleaved(
          {
            x: {
              side,
              load: () => loadHttp({ url: side.facts.url, requests: asks[op], seconds: Number(secs) }),
            },
          },
          2,
          metersOf(engines),
        ),
      );
      console.log(op, alone, r.x);
    } finally {
      await side.stop();
    }
  }),
);
