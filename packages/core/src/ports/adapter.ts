import type { Migration } from '../migrations/migration.js';
import type { Logger } from '../observe/logger.js';
import type { Metrics } from '../observe/metrics.js';

/** How far what an adapter keeps can be seen: by this process, by every process of this host, by every node. */
export type Reach = 'process' | 'host' | 'cluster';

const reaches: readonly Reach[] = ['process', 'host', 'cluster'];

/** The shortest of several reaches. */
export const shortest = (...some: Reach[]): Reach =>
  reaches[Math.min(...some.map((one) => reaches.indexOf(one)))] as Reach;

/** An abstract class: the type of a port, its token in Nest, and the place where its promises are written. */
export type Port<T extends object = object> = (abstract new (...args: never[]) => T) & {
  readonly prototype: T;
};

/** What `aethex doctor` and `/ready` report of one part. `fix` says what to do when it is not ok. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly fix?: string;
}

/** What an adapter finds when it is created. */
export interface AdapterContext {
  /** Another port or service this adapter named in `needs` or `helpedBy`. */
  readonly get: <T extends object>(port: Port<T>) => T;
  readonly log: Logger;
  /** For figures of its own; their names begin with `aethex_` and the adapter's. */
  readonly metrics: Metrics;
  /** What several adapters of one server have in common, such as a connection: made by whoever asks first. */
  readonly share: <T extends object>(name: string, make: () => T) => T;
  /** Runs when the server has stopped serving, in reverse order of registration. */
  readonly onClose: (undo: () => Promise<void> | void) => void;
}

/** One way to offer a port. A value: options are closed over and nothing is static. */
export interface Adapter<T extends object = object> {
  readonly port: Port<T>;
  /** A short name for messages, such as `s3`. */
  readonly name: string;
  readonly reach: Reach;
  /** Ports and services the adapter stands on; its reach is never longer than theirs. */
  readonly needs?: readonly Port[];
  /** Ports that make it quicker and that it keeps its promises without: they do not shorten its reach. */
  readonly helpedBy?: readonly Port[];
  /** Used only when nothing else is bound to the port. */
  readonly fallback?: boolean;
  /** What `aethex config` prints of it. Must hold no secret. */
  readonly about?: Readonly<Record<string, string | number | boolean>>;
  readonly entities?: readonly (new () => object)[];
  /** Tables the adapter brings; their names begin with `owner`. */
  readonly tables?: { readonly owner: string; readonly migrations: readonly Migration[] };
  /** Milliseconds after which a call is given up as unavailable. Default 30,000; 0 never. */
  readonly timeoutMs?: number;
  readonly create: (context: AdapterContext) => Promise<T> | T;
  /** Whether what the adapter speaks to answers at this moment. Asked often: quick, and writes nothing. */
  pulse?(instance: T): Promise<boolean> | boolean;
  /** Tries the adapter for real and leaves no trace. */
  check?(instance: T): Promise<readonly Finding[]>;
}

/** Everything that is handed to an adapter when it is created. */
export const givenTo = ({ needs = [], helpedBy = [] }: Adapter): readonly Port[] => [...needs, ...helpedBy];

/** What is kept under a name, or else what `make` makes. Such a map is behind the `share` of every context. */
export function shareIn<T extends object>(kept: Map<string, object>, name: string, make: () => T): T {
  const found = (kept.get(name) as T | undefined) ?? make();
  kept.set(name, found);
  return found;
}

/** Makes an adapter value. */
export function adapter<T extends object>(spec: Adapter<T>): Adapter<T> {
  return Object.freeze({ ...spec });
}
