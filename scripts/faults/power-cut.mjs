import { join } from 'node:path';
import { args, Load, pause } from './load.mjs';
import { loopDisk } from './loop-disk.mjs';
import { launch } from './server.mjs';

/** Milliseconds from the start of the load to the cut. */
const moment = { earliest: 50, latest: 1200 };
/** Milliseconds for answers that had left the server when it was stopped. */
const onTheWay = 30;

/** Cuts the power of the disk while players save, and compares what is there afterwards with what was acknowledged. */
export async function powerCutRun({ seed, saves = 400, log = () => undefined }) {
  const disk = loopDisk();
  const dir = join(disk.dir, 'data');
  let server = await launch({ dir, args });
  try {
    const load = new Load({ seed, saves, at: () => server.url });
    await load.open();
    const violations = [];
    let cuts = 0;
    while (load.goesOn) {
      await load.broken({ ...moment, by: () => cutPower(disk, server) });
      cuts += 1;
      if (!disk.wasCut()) violations.push(`cut ${cuts} lost nothing at all: it was none`);
      server = await launch({ dir, args });
      await load.verify();
      log(`  cut ${cuts}: ready after ${server.readyMs} ms, ${load.left} saves to go`);
    }
    await load.verify({ everything: true });
    await server.end();
    return { seed, cuts, ...load.report(violations) };
  } finally {
    await server.end('SIGKILL');
    disk.close();
  }
}

/** The server is stopped first: an fsync that is under way at the cut could report success. */
async function cutPower(disk, server) {
  disk.leaveSynced();
  server.signal('SIGSTOP');
  await pause(onTheWay);
  disk.leaveUnsynced();
  disk.cut();
  await server.end('SIGKILL');
  disk.unplug();
  disk.plugIn();
}
