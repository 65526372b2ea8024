import type { SqlRow, Subject } from '@aethex/core';
import type { KeptContent, Labels } from '../entities/kept-content.js';
import type { SaveRevision } from '../entities/save-revision.entity.js';
import type { Encoding } from '../rules/encoding.js';
import type { SaveSummary } from './refusals.js';

/** A slot as far as its clients see it. */
export interface NamedSlot {
  readonly id: string;
  readonly slotName: string;
}

/** What a summary tells of a content, whatever it is. */
export type Described = Pick<
  KeptContent,
  | 'gameId'
  | 'playerId'
  | 'labels'
  | 'encoding'
  | 'contentType'
  | 'sizeBytes'
  | 'storedBytes'
  | 'checksum'
  | 'compressed'
  | 'createdAt'
>;

/** What a client is told of a revision. */
export function summaryOf(
  slot: NamedSlot,
  row: Described & Pick<SaveRevision, 'revision' | 'parentRevision'>,
): SaveSummary {
  const { labels } = row;
  return {
    save_id: slot.id,
    user_id: row.playerId,
    game_id: row.gameId,
    slot_name: slot.slotName,
    revision: row.revision,
    parent_revision: row.parentRevision,
    version: labels.version ?? null,
    engine_version: labels.engine_version ?? null,
    timestamp: row.createdAt.toISOString(),
    client_timestamp: labels.client_timestamp ?? null,
    size_bytes: row.sizeBytes,
    stored_bytes: row.storedBytes,
    checksum: row.checksum,
    compressed: row.compressed,
    encoding: row.encoding,
    content_type: row.contentType,
    device: labels.device ?? null,
    metadata: labels.metadata ?? null,
  };
}

/** The columns a summary needs, without the content, as `r.` in a statement. */
export const summaryColumns = [
  'labels',
  'encoding',
  'content_type',
  'size_bytes',
  'stored_bytes',
  'checksum',
  'compressed',
  'created_at',
]
  .map((name) => `r."${name}"`)
  .join(', ');

/** Reads the `summaryColumns` of a row. */
export function describedRow(owner: Subject, row: SqlRow): Described {
  return {
    ...owner,
    labels: JSON.parse(String(row['labels'])) as Labels,
    encoding: row['encoding'] as Encoding,
    contentType: String(row['content_type']),
    sizeBytes: Number(row['size_bytes']),
    storedBytes: Number(row['stored_bytes']),
    checksum: String(row['checksum']),
    // SQLite gives booleans as 0 and 1.
    compressed: Boolean(row['compressed']),
    createdAt: new Date(Number(row['created_at'])),
  };
}

/** A column that may be null, as a number. */
export const numberOrNull = (value: unknown): number | null => (value === null ? null : Number(value));
