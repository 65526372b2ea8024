import { fileURLToPath } from 'node:url';
import { badNetworkRun } from './cluster/bad-network.mjs';
import { clocksRun } from './cluster/clocks.mjs';
import { crowdPostgresRun } from './cluster/crowd-postgres.mjs';
import { cutPostgresRun } from './cluster/cut-postgres.mjs';
import { drainRun } from './cluster/drain.mjs';
import { killNodeRun } from './cluster/kill-node.mjs';
import { loseRedisRun } from './cluster/lose-redis.mjs';
import { loseS3Run } from './cluster/lose-s3.mjs';
import { partRedisRun } from './cluster/part-redis.mjs';
import { pausePostgresRun } from './cluster/pause-postgres.mjs';
import { quotaRun } from './cluster/quota.mjs';
import { restartPostgresRun } from './cluster/restart-postgres.mjs';
import { sameBaseRun } from './cluster/same-base.mjs';
import { sameKeyRun } from './cluster/same-key.mjs';
import { sickenRedisRun } from './cluster/sicken-redis.mjs';
import { diskFullRun } from './disk-full.mjs';
import { killRun } from './kill.mjs';
import { whyNoPowerCut } from './loop-disk.mjs';
import { powerCutRun } from './power-cut.mjs';
import { whyNoSmallDisk } from './small-disk.mjs';

/**
 * What can happen, by name. `run(options)` breaks one server on SQLite; with `shared`, `run(cluster, options)` breaks
 * a cluster that it leaves whole, so that one serves many cases. `long` are the options of the long form, `whyNot`
 * says why a case cannot run on this machine.
 */
export const cases = {
  kill: { on: 'sqlite', run: killRun, isTimed: true },
  'disk-full': { on: 'sqlite', run: diskFullRun, whyNot: whyNoSmallDisk, mayUnshare: true },
  'power-cut': { on: 'sqlite', run: powerCutRun, whyNot: whyNoPowerCut },
  'kill-node': { on: 'cluster', run: killNodeRun, shared: true, long: { times: 100 } },
  'restart-postgres': { on: 'cluster', run: restartPostgresRun, shared: true, long: { times: 40 } },
  'pause-postgres': { on: 'cluster', run: pausePostgresRun, shared: true, long: { seconds: 20 } },
  'crowd-postgres': { on: 'cluster', run: crowdPostgresRun, shared: true, long: { seconds: 30 } },
  'lose-redis': { on: 'cluster', run: loseRedisRun, shared: true, long: { seconds: 20 } },
  'sicken-redis': { on: 'cluster', run: sickenRedisRun, shared: true, long: { seconds: 20 } },
  'part-redis': { on: 'cluster', run: partRedisRun, shared: true, long: { seconds: 20 } },
  'lose-s3': { on: 'cluster', run: loseS3Run, shared: true },
  'bad-network': { on: 'cluster', run: badNetworkRun, shared: true, long: { seconds: 60 } },
  drain: { on: 'cluster', run: drainRun, shared: true, long: { sockets: 200 } },
  'same-base': { on: 'cluster', run: sameBaseRun, shared: true, long: { times: 200 } },
  'same-key': { on: 'cluster', run: sameKeyRun, shared: true, long: { times: 20 } },
  quota: { on: 'cluster', run: quotaRun, shared: true },
  clocks: { on: 'cluster', run: clocksRun, long: { seconds: 20 } },
  'cut-postgres': { on: 'cluster', run: cutPostgresRun, whyNot: whyNoPowerCut, long: { saves: 1000 } },
};

/** The nodes of the shared cluster have a plugin whose jobs leave traces. */
export const sharedOptions = {
  nodeOptions: () => ({ config: fileURLToPath(new URL('cluster/chores.config.mjs', import.meta.url)) }),
};
