import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { inTurn } from './sicken-redis.mjs';

/** Milliseconds in which a node without the bus has to know of a session's end. */
const knownWithin = 2000;

/** Cuts the network between nodes and Redis: of all nodes in both directions, in one only, and of one node alone. */
export async function partRedisRun(cluster, { seconds = 3, ...options }) {
  const all = cluster.redisProxies;
  const cut = (proxies, way) => ({
    away: () => proxies.forEach((proxy) => proxy.behave({ stall: way })),
    back: () => proxies.forEach((proxy) => proxy.restore()),
  });
  const result = await inTurn(
    cluster,
    { ...options, seconds },
    {
      'all, both ways': cut(all, 'both'),
      'all, answers lost': cut(all, 'down'),
      'one node': cut(all.slice(0, 1), 'both'),
    },
  );
  const { away, back } = cut(all.slice(0, 1), 'both');
  away();
  try {
    result.violations.push(...(await split(cluster)));
  } finally {
    back();
  }
  await cluster.whole();
  return result;
}

/** The node that hears nothing refuses who has signed out at another one. */
async function split({ nodes: [alone, other] }) {
  const player = await new Player(() => other.url, 'slot').register();
  const look = () =>
    fetch(`${alone.url}/api/v1/auth/profile`, { headers: { authorization: `Bearer ${player.token}` } });
  if ((await look()).status !== 200) return ['the node that was cut off refused a good token'];
  await player.send('POST', '/auth/logout', {});
  for (const began = performance.now(); performance.now() - began < knownWithin; await pause(50))
    if ((await look()).status === 401) return [];
  return [`the node that was cut off took an ended session for good after ${knownWithin} ms`];
}
