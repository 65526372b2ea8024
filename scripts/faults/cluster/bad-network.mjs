import { pause } from '../load.mjs';
import { faultProxy } from '../tcp-proxy.mjs';
import { underLoad } from './under-load.mjs';

/** What stands between the players and the nodes: pieces of 700 bytes that dawdle, and connections that are reset. */
const weather = { slice: 700, delay: [0, 12], resets: 0.004 };

/** Players far away on a bad line: every save arrives once, whatever the line does to requests and answers. */
export async function badNetworkRun(cluster, { seed, seconds = 5, log }) {
  const proxies = await Promise.all(
    cluster.nodes.map(({ port }, index) => faultProxy(port, { seed: seed + index })),
  );
  let turn = 0;
  const at = () => `http://127.0.0.1:${proxies[(turn += 1) % proxies.length].port}`;
  try {
    return await underLoad(cluster, { seed, players: 12, at, mayBreak: true }, async (crowd) => {
      for (const proxy of proxies) proxy.behave(weather);
      await pause(seconds * 1000);
      for (const proxy of proxies) proxy.behave({ ...weather, stall: 'down' });
      await pause(1000);
      for (const proxy of proxies) {
        proxy.reset();
        proxy.restore();
      }
      const recoveredMs = await crowd.recovered();
      log(`  ${JSON.stringify(crowd.answers)}`);
      return { seconds, recoveredMs };
    });
  } finally {
    for (const proxy of proxies) await proxy.close();
  }
}
