import type { ConfigProblem } from '../config/resolve.js';
import { Db } from '../db/db.js';
import { shortest, type Adapter, type Port, type Reach } from '../ports/adapter.js';
import { BlobStore } from '../ports/blob-store.js';
import { Bus } from '../ports/bus.js';
import { Cache } from '../ports/cache.js';
import { Clock } from '../ports/clock.js';
import { Database } from '../ports/database.js';
import { Ids } from '../ports/ids.js';
import { Jobs } from '../ports/jobs.js';
import { KeyRing } from '../ports/key-ring.js';
import { Mailer } from '../ports/mailer.js';
import { Relay } from '../ports/relay.js';
import { Captcha } from '../ports/captcha.js';
import { IdentityProvider } from '../ports/identity-provider.js';
import type { Plugin } from './define-plugin.js';

/** Ports core itself stands on. */
const needed: readonly Port[] = [Database, Cache, Bus, Jobs, KeyRing, Clock, Ids];
/** Ports that keep nothing another node would look for, so that how far they reach does not matter. */
const stateless = new Set<Port>([Clock, Ids, Mailer, Captcha, IdentityProvider]);

/** In which order adapters are told to people: what holds the most comes first. */
const weights: readonly Port[] = [Database, BlobStore, Cache, Bus, Relay, Jobs, KeyRing, Mailer];
const weightOf = ({ port }: Adapter): number =>
  weights.includes(port) ? weights.indexOf(port) : weights.length;
const byWeight = (one: Adapter, other: Adapter): number => weightOf(one) - weightOf(other);

/** Whether several adapters may be bound to a port, each known by its name. */
export const isMany = (port: Port): boolean => (port as { arity?: unknown }).arity === 'many';

/** Picks one adapter for each port, of some ports one of each name: what was given, else a fallback. Says what is missing or cannot work. */
export function chooseAdapters(given: readonly Adapter[], plugins: readonly Plugin[], nodes: number) {
  const problems: ConfigProblem[] = [];
  const chosen = new Map<Port, Adapter>();
  const many = new Map<string, Adapter>();
  for (const adapter of given.filter(({ port }) => isMany(port)).toSorted(givenFirst)) {
    const { port, name, fallback } = adapter;
    if (many.has(`${port.name} ${name}`)) {
      if (!fallback)
        problems.push(
          problem(`Two adapters for ${port.name} are named "${name}".`, 'Give one of them another name.'),
        );
      continue;
    }
    many.set(`${port.name} ${name}`, adapter);
  }
  const single = given.filter(({ port }) => !isMany(port));
  for (const adapter of single.filter(({ fallback }) => !fallback)) {
    const other = chosen.get(adapter.port);
    if (other) {
      problems.push(
        problem(
          `Two adapters are bound to ${adapter.port.name}: "${other.name}" and "${adapter.name}".`,
          'Leave one of them out.',
        ),
      );
    }
    chosen.set(adapter.port, adapter);
  }
  for (const adapter of single.filter(({ fallback }) => fallback))
    if (!chosen.has(adapter.port)) chosen.set(adapter.port, adapter);
  problems.push(...missing(chosen, plugins));
  if (nodes > 1) problems.push(...tooShort(chosen, nodes));
  return { adapters: [...chosen.values(), ...many.values()].toSorted(byWeight), problems };
}

const givenFirst = (one: Adapter, other: Adapter): number =>
  Number(one.fallback ?? false) - Number(other.fallback ?? false);

function missing(chosen: ReadonlyMap<Port, Adapter>, plugins: readonly Plugin[]): ConfigProblem[] {
  const wants = [
    ...needed.map((port) => ({ who: 'The server', port })),
    ...plugins.flatMap(({ spec }) =>
      (spec.needs ?? []).map((port) => ({ who: `Plugin "${spec.id}"`, port })),
    ),
  ];
  return wants
    .filter(({ port }) => !chosen.has(port))
    .map(({ who, port }) =>
      problem(
        `${who} needs a ${port.name}, and no adapter provides one.`,
        'Add one to "adapters", or ...local.rest() for all that is missing.',
      ),
    );
}

function tooShort(chosen: ReadonlyMap<Port, Adapter>, nodes: number): ConfigProblem[] {
  return [...chosen.values()]
    .filter((adapter) => !stateless.has(adapter.port) && reachOf(adapter, chosen) !== 'cluster')
    .map((adapter) => {
      const reach = reachOf(adapter, chosen) === 'process' ? 'this process' : 'this host';
      return problem(
        `cluster.nodes is ${nodes}, but ${adapter.port.name} is "${adapter.name}", which reaches only ${reach}.`,
        'Bind an adapter that reaches the cluster, or set cluster.nodes to 1.',
      );
    });
}

/** How far an adapter reaches: no farther than what it stands on. */
export function reachOf(adapter: Adapter, chosen: ReadonlyMap<Port, Adapter>): Reach {
  const below = (adapter.needs ?? [])
    .map((need) => chosen.get((need as Port) === (Db as unknown as Port) ? Database : need))
    .filter((one) => one !== undefined && !stateless.has(one.port));
  return shortest(adapter.reach, ...below.map((one) => reachOf(one as Adapter, chosen)));
}

const problem = (what: string, fix: string): ConfigProblem => ({ what, where: 'adapters', fix });
