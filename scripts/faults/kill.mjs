import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { args, Load } from './load.mjs';
import { launch } from './server.mjs';

/** Milliseconds from the start of the load to the kill. */
const moment = { earliest: 20, latest: 900 };

/**
 * Kills a server with SIGKILL at random moments while several players save in parallel, starts it again each time, and
 * compares what is there with what was acknowledged.
 */
export async function killRun({ seed, saves = 1000, log = () => undefined }) {
  const dir = mkdtempSync(join(tmpdir(), 'aethex-kill-'));
  let server = await launch({ dir, args });
  try {
    const load = new Load({ seed, saves, at: () => server.url });
    await load.open();
    const readyMs = [];
    const ownMs = [];
    while (load.goesOn) {
      await load.broken({ ...moment, by: () => server.end('SIGKILL') });
      server = await launch({ dir, args });
      readyMs.push(server.readyMs);
      ownMs.push(server.readyMs - server.starvedMs);
      await load.verify();
      log(`  kill ${readyMs.length}: ready after ${server.readyMs} ms, ${load.left} saves to go`);
    }
    await load.verify({ everything: true });
    const { code } = await server.end();
    const violations = code === 0 ? [] : [`the server ended with ${code} when it was asked to`];
    const slowest = { slowestReadyMs: Math.max(...readyMs), slowestOwnMs: Math.max(...ownMs) };
    return { seed, kills: readyMs.length, ...slowest, ...load.report(violations) };
  } finally {
    await server.end('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}
