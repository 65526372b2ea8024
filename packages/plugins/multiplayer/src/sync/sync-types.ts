import type { Prepared } from '@aethex/core';
import type { Encoding } from '@aethex/protocol';

/** How a room passes states on. */
export interface SyncOptions {
  /** State frames a second, 1 to 60; 0 passes every state on at once. */
  readonly tickRate: number;
  /** Steps to which numbers are rounded, by the first part of their path, such as `{ position: 0.01 }`; with `delta`. */
  readonly quantum?: Readonly<Record<string, number>>;
  /** Who sees whom. Default everybody. */
  readonly interest?: Interest;
}

/**
 * `groups`: those who share a group, and everybody of no group. `near`: those whose point lies within `radius`, read
 * from the numbers under `x` and `y` (and `z`) of their state, such as `position.x`.
 */
export type Interest =
  | { readonly kind: 'all' }
  | { readonly kind: 'groups' }
  | {
      readonly kind: 'near';
      readonly radius: number;
      readonly x: string;
      readonly y: string;
      readonly z?: string;
    };

/** Somebody who receives states, and sends them unless they only watch. */
export interface SyncMember {
  readonly seat: string;
  readonly playerId: string;
  readonly encoding: Encoding;
  /** `batch`, `delta` */
  readonly features: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** Takes state frames to the sockets of some seats. */
export type StateOut = (seats: readonly string[], frame: Prepared) => void;

/** The states of a room on their way to another node. */
export interface StateSnapshot {
  readonly tick: number;
  readonly players: Readonly<
    Record<string, { readonly data: Record<string, unknown>; readonly timestamp?: number }>
  >;
  readonly groups: Readonly<Record<string, readonly string[]>>;
}
