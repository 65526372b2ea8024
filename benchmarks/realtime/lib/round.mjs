import { compiled, Load } from './generator.mjs';
import { median } from '../../lib/compare.mjs';

const settle = () => new Promise((resolve) => setTimeout(resolve, 500));

/**
 * Starts all sides, opens all their clients, and measures one after the other, several rounds; the first does not count.
 * @param sides name → { start, plan }
 * @param run what a load does, such as `(load) => load.openLoop(20, 5)`
 * @returns name → medians of: `cpu` µs of the server for each delivered state, `core` share of a core, `share` of what
 * was to be delivered, `bytes` for each delivered state, `p50`, `p99`
 */
export async function rounds(sides, { rooms, roomSize, rounds: count, run }) {
  compiled();
  const cases = {};
  try {
    for (const [name, side] of Object.entries(sides)) {
      const server = await side.start();
      cases[name] = { server };
      cases[name].load = await Load.open(server.port, await side.plan(server, rooms, roomSize));
    }
    const seen = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
    for (let round = 0; round <= count; round += 1)
      for (const [name, one] of Object.entries(cases)) {
        const row = await measured(one, run, roomSize);
        if (round > 0) seen[name].push(row);
      }
    return Object.fromEntries(Object.entries(seen).map(([name, rows]) => [name, medians(rows)]));
  } finally {
    for (const { load, server } of Object.values(cases)) {
      await load?.close();
      await server.stop();
    }
  }
}

/** One round of load on one server. */
export async function measured({ server, load }, run, roomSize) {
  await settle();
  const process = server.server ?? server;
  const before = process.cpu();
  const report = await run(load);
  const cpu = process.cpu() - before;
  if (report.closed > 0) throw new Error(`${report.closed} sockets were closed under load.`);
  return {
    cpu: cpu / report.delivered,
    core: cpu / report.took / 1e6,
    share: report.delivered / ((report.sent + report.skipped) * (roomSize - 1)),
    bytes: report.bytes / report.delivered,
    p50: report.p50,
    p99: report.p99,
    generator: report.cpu / report.took / 1e6,
  };
}

const medians = (rows) =>
  Object.fromEntries(Object.keys(rows[0]).map((key) => [key, median(rows.map((row) => row[key]))]));
