import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
/** Microseconds; the shares are of each such period, short enough that a pause does not look like a slow server. */
const period = 10_000;

/**
 * Makes one cgroup for each share of a core, gives them to the work as functions that take a process in, and removes
 * them. What a group may use it gets, whatever else runs. Needs Linux and the right to make cgroups.
 */
export async function withQuotas(shares, work) {
  const groups = shares.map((share, index) => makeGroup(`aethex-bench-${process.pid}-${index}`, share));
  try {
    return await work(
      groups.map((group) => (pid) => writeFileSync(join(group, 'cgroup.procs'), String(pid))),
    );
  } finally {
    // A process that has just ended may still be counted for a moment.
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const group of groups) rmdirSync(group);
  }
}

function makeGroup(name, share) {
  const quota = Math.round(period * share);
  try {
    if (!existsSync(join(root, 'cgroup.controllers'))) {
      const group = join(root, 'cpu', name);
      mkdirSync(group);
      writeFileSync(join(group, 'cpu.shares'), '20480');
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(period));
      writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota));
      return group;
    }
    writeFileSync(join(root, 'cgroup.subtree_control'), '+cpu');
    const group = join(root, name);
    mkdirSync(group);
    writeFileSync(join(group, 'cpu.weight'), '2000');
    writeFileSync(join(group, 'cpu.max'), `${quota} ${period}`);
    return group;
  } catch (cause) {
    throw new Error('No cgroup could be made. This benchmark needs Linux and, as a rule, root.', { cause });
  }
}
