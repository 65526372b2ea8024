import type { Launched } from '../server.mjs';

/** One node, which may end and come back on its port. */
export interface ClusterNode {
  readonly index: number;
  readonly url: string;
  readonly pid: number;
  readonly said: Launched['said'];
  start(): Promise<Launched>;
  /** SIGTERM by default; resolves when the process has ended. */
  end(name?: NodeJS.Signals): Promise<{ code: number | null; signal: string | null }>;
}

export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  readonly postgres: { readonly url: string };
  /** The address of some node, another one each time. */
  readonly at: () => string;
  /** Waits until every node says it is ready, and returns the milliseconds. */
  whole(within?: number): Promise<number>;
  /** What no node may ever have done: ended by itself, or logged an error. */
  misdeeds(): readonly string[];
  close(): Promise<void>;
}

export interface ClusterOptions {
  /** Default 3. */
  readonly nodes?: number;
  /** Whether all nodes start together. */
  readonly atOnce?: boolean;
  readonly args?: readonly string[];
  readonly nodeOptions?: (index: number) => {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly config?: string;
  };
}

/** Nodes of the default server as processes of their own, on a Postgres that waits for the disk, a Redis and an S3 server. */
export declare function startCluster(options?: ClusterOptions): Promise<Cluster>;
