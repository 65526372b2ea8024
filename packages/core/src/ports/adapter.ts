import type { Migration } from '../migrations/migration.js';
import type { Logger } from '../observe/logger.js';

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
  /** Another port or service this adapter named in `needs`. */
  readonly get: <T extends object>(port: Port<T>) => T;
  readonly log: Logger;
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
  /** Tries the adapter for real and leaves no trace. */
  check?(instance: T): Promise<readonly Finding[]>;
}

/** Makes an adapter value. */
export function adapter<T extends object>(spec: Adapter<T>): Adapter<T> {
  return Object.freeze({ ...spec });
}
