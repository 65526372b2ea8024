import { adapter, type Adapter } from '@aethex/core';
import { local } from '@aethex/local';

/**
 * Adapters for several servers in one process that are to act as nodes of one cluster: what reaches only a process is
 * the same for all of them. Those that are given take the place of local ones.
 */
export function pretendedCluster(dir: string, given: readonly Adapter[] = []): Adapter[] {
  const ports = new Set<unknown>(given.map(({ port }) => port));
  const rest = local.rest({ dir }).filter(({ port }) => !ports.has(port));
  return [...given, ...rest].map(asCluster);
}

function asCluster(part: Adapter): Adapter {
  let made: Promise<object> | undefined;
  return adapter({
    ...part,
    fallback: false,
    reach: 'cluster',
    create: (context) =>
      part.reach === 'process' ? (made ??= Promise.resolve(part.create(context))) : part.create(context),
  });
}
