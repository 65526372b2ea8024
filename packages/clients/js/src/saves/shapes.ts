import type { Answer, Asked, JsonValue, saves } from '@aethex/protocol';
import type { CallError, Mode, Reply } from '../contract-types.js';
import type { ErrorInfo } from '../result.js';

export type SavesContract = typeof saves;
type Method = keyof SavesContract['methods'];

/** A save as the server describes it. */
export type SaveSummary = Answer<SavesContract, 'restore'>;
/** Two versions of one slot, both kept by the server. */
export type SaveConflict = Answer<SavesContract, 'conflicts'>['conflicts'][number];

/** A save as a game shows it. */
export interface SaveInfo {
  /** The slot. */
  readonly name: string;
  /** ISO 8601, by the server's clock; of an unsent save, by this device's. */
  readonly timestamp: string;
  /** Bytes of the data. */
  readonly size: number;
  /** `null` while it is unsent. */
  readonly revision: number | null;
  /** Whether it waits on this device to be sent. */
  readonly pending: boolean;
  /** All the server knows of it; `null` while it is unsent. */
  readonly meta: SaveSummary | null;
}

/** A save that waits on this device. */
export interface PendingSave extends SaveInfo {
  /** Why the server refused it. It stays until it is saved anew, discarded, or sent by `sync()`. */
  readonly error?: ErrorInfo;
}

export interface SaveOptions {
  /** Write over whatever is there; the old revision stays in the history. */
  readonly overwrite?: boolean;
  /** The revision the data was made from. Default the one that this client loaded or saved last. */
  readonly baseRevision?: number;
  /** Anything the game shows in its list of saves, up to 4 KiB. */
  readonly metadata?: JsonValue;
}

export interface BytesOptions extends Omit<SaveOptions, 'metadata'> {
  /** A text the game shows in its list of saves, up to 4 KiB. */
  readonly metadata?: string;
  /** Media type, a label. Default `application/octet-stream`. */
  readonly type?: string;
}

/** What stands beside the data of a loaded save. */
export interface Loaded {
  readonly save: SaveInfo;
  /** Whether it is a version of this device that is not sent yet. */
  readonly local: boolean;
}

/** How to resolve a conflict. */
export type Resolution =
  | { readonly keep: 'theirs' | 'mine' }
  | { readonly keep: 'both'; readonly slotName?: string }
  /** Without data the server's merge hook merges. */
  | { readonly keep: 'merge'; readonly data?: unknown };

/** The slot after a conflict was resolved, and for `both` the copy. */
export interface Resolved {
  readonly save: SaveInfo | null;
  readonly copy: SaveInfo | null;
}

export type ResolveReply<M extends Mode> = Reply<M, Resolved, CallError<SavesContract, 'resolve'>>;

/** The four ways out of a conflict. */
export interface WaysOut<M extends Mode = 'result'> {
  /** Drops the refused version. Load the slot afterwards. */
  theirs(): ResolveReply<M>;
  /** Makes the refused version the current one. */
  mine(): ResolveReply<M>;
  /** Puts the refused version into a slot of its own. */
  both(slotName?: string): ResolveReply<M>;
  /** Stores what was made of both; without data, what the server's merge hook makes. */
  merge(data?: unknown): ResolveReply<M>;
}

/** A conflict and its ways out. */
export type OpenConflict<M extends Mode = 'result'> = SaveConflict & { readonly resolve: WaysOut<M> };

/** Both versions of a conflict with their data. */
export interface BothVersions<T, M extends Mode = 'result'> {
  /** What the slot holds; `null` when it was deleted meanwhile. */
  readonly current: T | null;
  /** The refused version. */
  readonly yours: T;
  readonly conflict: OpenConflict<M>;
}

type Declared<Name extends Method> = CallError<SavesContract, Name>;
/** Why a save was refused. A conflict brings both versions as `data`, and the ways out. */
export type SaveError<M extends Mode> =
  | Exclude<Declared<'put'>, { readonly code: 'saves.conflict' }>
  | (ErrorInfo<'saves.conflict', SaveConflict> & { readonly resolve: WaysOut<M> });

/** What became of the saves that waited. */
export interface SyncReport<M extends Mode = 'result'> {
  readonly synced: readonly SaveInfo[];
  readonly conflicts: readonly OpenConflict<M>[];
  /** What the server refused for good. */
  readonly refused: readonly PendingSave[];
}

/** What the client tells of saves it sends by itself. */
export interface SavesEvents<M extends Mode = 'result'> {
  /** A save that waited has been stored. */
  synced: [save: SaveInfo];
  /** A save that waited met a newer one. `data` is what was saved here. */
  conflict: [conflict: OpenConflict<M>, data: unknown];
  /** A save that waited was refused for good. It stays here. */
  refused: [save: PendingSave, error: ErrorInfo];
}

export type PageOptions = Pick<Asked<SavesContract, 'list'>, 'limit'>;

export const infoOf = (meta: SaveSummary): SaveInfo => ({
  name: meta.slot_name,
  timestamp: meta.timestamp,
  size: meta.size_bytes,
  revision: meta.revision,
  pending: false,
  meta,
});
