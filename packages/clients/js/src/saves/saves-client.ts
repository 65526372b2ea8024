import type { Answer } from '@aethex/protocol';
import type { CallError, Mode, Reply } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import type {
  BothVersions,
  BytesOptions,
  Loaded,
  OpenConflict,
  PageOptions,
  PendingSave,
  Resolution,
  ResolveReply,
  SaveError,
  SaveInfo,
  SaveOptions,
  SavesContract,
  SavesEvents,
  SyncReport,
} from './shapes.js';

type SavesReply<M extends Mode, Name extends keyof SavesContract['methods'], T, Extra = unknown> = Reply<
  M,
  T,
  CallError<SavesContract, Name>,
  Extra
>;
/** A list that can be walked through itself; a failed one is empty. */
export type ListReply<M extends Mode, Name extends 'list' | 'history' | 'conflicts', T> = M extends 'throw'
  ? Promise<T[]>
  : Promise<Awaited<SavesReply<M, Name, T[]>> & Iterable<T>>;

/**
 * Cloud saves that also work offline. What cannot be sent waits on this device, the latest version of each slot, and is
 * sent as soon as that can be done.
 */
export interface SavesClient<M extends Mode = 'result'> {
  /** Saves a value. Without a connection the answer is a success with `pending: true`. */
  save(slot: string, data: unknown, options?: SaveOptions): Reply<M, SaveInfo, SaveError<M>>;
  saveBytes(slot: string, bytes: Uint8Array, options?: BytesOptions): Reply<M, SaveInfo, SaveError<M>>;
  /** Loads a value: the unsent version of this device if there is one. What was saved as bytes comes as bytes. */
  load<T = unknown>(slot: string, options?: { readonly revision?: number }): SavesReply<M, 'get', T, Loaded>;
  loadBytes(
    slot: string,
    options?: { readonly revision?: number },
  ): SavesReply<M, 'download', Uint8Array<ArrayBuffer>, Loaded>;

  /** All saves the server has, the newest first. */
  list(options?: PageOptions): ListReply<M, 'list', SaveInfo>;
  /** The kept revisions of a slot, the newest first. */
  history(slot: string, options?: PageOptions): ListReply<M, 'history', SaveInfo>;
  /** Makes an old revision current again, as a new revision. Load the slot afterwards. */
  restore(slot: string, revision: number): SavesReply<M, 'restore', SaveInfo>;
  /** Deletes a slot with its history and its unsent version, or one old revision. */
  delete(
    slot: string,
    options?: { readonly revision?: number },
  ): SavesReply<M, 'delete', Answer<SavesContract, 'delete'>>;

  /** The open conflicts, the newest first, each with its ways out. */
  conflicts(options?: PageOptions): ListReply<M, 'conflicts', OpenConflict<M>>;
  /** Both versions of a conflict, to show or to merge them. */
  loadConflict<T = unknown>(conflictId: string): SavesReply<M, 'getConflict', BothVersions<T, M>>;
  resolve(conflictId: string, how: Resolution): ResolveReply<M>;

  /** Sends all that waits, now. Fails when the server cannot be reached. */
  sync(): Reply<M, SyncReport<M>, CallError<SavesContract, 'put'>>;
  /** What waits on this device for the signed-in player, the oldest first. */
  pending(): Promise<PendingSave[]>;
  /** Throws the unsent version of a slot away. */
  discard(slot: string): Promise<void>;
  on<Name extends keyof SavesEvents<M>>(event: Name, listener: (...args: SavesEvents<M>[Name]) => void): Undo;
}
