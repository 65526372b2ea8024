import { Crowd } from './crowd.mjs';

/**
 * Lets a crowd save while `harm(crowd)` does its harm, and compares what is there afterwards with what was
 * acknowledged. What `harm` returns goes into the result, its `violations` too.
 */
export async function underLoad(cluster, options, harm) {
  const crowd = await new Crowd({ at: cluster.at, ...options }).open();
  crowd.start();
  let more;
  try {
    more = await harm(crowd);
  } finally {
    await crowd.stop();
  }
  await cluster.whole();
  await crowd.verify();
  return crowd.report({ ...more, violations: [...(more?.violations ?? []), ...cluster.misdeeds()] });
}
