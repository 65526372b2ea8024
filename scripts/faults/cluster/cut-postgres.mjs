import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { args, Load, pause } from '../load.mjs';
import { loopDisk } from '../loop-disk.mjs';
import { launch } from '../server.mjs';
import { privatePostgres } from '../../services/private-postgres.mjs';

const moment = { earliest: 50, latest: 1500 };
/** Milliseconds for answers that had left the server when it was stopped. */
const onTheWay = 30;

/**
 * Cuts the power of the disk on which Postgres and the folder of large saves lie, while players save. Afterwards every
 * acknowledged save is there with its content: no row without its blob.
 */
export async function cutPostgresRun({ seed, saves = 300, log }) {
  const disk = loopDisk();
  chmodSync(disk.home, 0o755);
  chmodSync(disk.dir, 0o755);
  const room = join(disk.dir, 'postgres');
  mkdirSync(room);
  const postgres = await privatePostgres({ durable: true, dir: room });
  const start = () => launch({ dir: join(disk.dir, 'data'), args, env: { DATABASE_URL: postgres.url } });
  let server = await start();
  try {
    const load = new Load({ seed, saves, at: () => server.url, large: 0.3 });
    await load.open();
    const violations = [];
    let cuts = 0;
    while (load.goesOn) {
      await load.broken({ ...moment, by: () => cutPower({ disk, postgres, server }) });
      cuts += 1;
      if (!disk.wasCut()) violations.push(`cut ${cuts} lost nothing at all: it was none`);
      await postgres.start();
      server = await start();
      await load.verify();
      log(`  cut ${cuts}: ready after ${server.readyMs} ms, ${load.left} saves to go`);
    }
    await load.verify({ everything: true });
    await server.end();
    return { seed, cuts, ...load.report(violations) };
  } finally {
    await server.end('SIGKILL');
    await postgres.end('immediate');
    disk.close();
    postgres.forget();
  }
}

/** Whoever writes is stopped first: an fsync that is under way at the cut could report success. */
async function cutPower({ disk, postgres, server }) {
  disk.leaveSynced();
  server.signal('SIGSTOP');
  postgres.pause();
  await pause(onTheWay);
  disk.leaveUnsynced();
  disk.cut();
  await Promise.all([server.end('SIGKILL'), postgres.cut()]);
  disk.unplug();
  disk.plugIn();
}
