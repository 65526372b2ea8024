import { Bool, Bytes, Id, Int, Json, Owner, Ref, Text, Time } from '@aethex/core';
import type { JsonValue } from '@aethex/protocol';
import { ForeignKey } from 'typeorm';
import type { Encoding } from '../rules/encoding.js';
import { SaveSlot } from './save-slot.entity.js';

/** What a client said about its save; absent where it said nothing. */
export interface Labels {
  readonly version?: string;
  readonly engine_version?: string;
  readonly device?: string;
  readonly client_timestamp?: string;
  readonly metadata?: JsonValue;
}

/** A save's content in a row: what is known of it, and the closed bytes themselves or the key of their blob. */
export abstract class KeptContent {
  @Id() id: string;
  @Owner() @ForeignKey(() => SaveSlot, { onDelete: 'CASCADE' }) slotId: string;
  @Ref() gameId: string;
  @Ref() playerId: string;
  @Json() labels: Labels;
  @Text(8) encoding: Encoding;
  @Text(127) contentType: string;
  /** Bytes as the player uploaded them. */
  @Int() sizeBytes: number;
  /** Bytes counted against the quota: those of the closed content and of the labels. */
  @Int() storedBytes: number;
  @Text(64) checksum: string;
  @Bool() compressed: boolean;
  @Time() createdAt: Date;
  /** The key of the ring that closed `sealedKey`. */
  @Text(64) keyId: string;
  /** The content's own key, closed by the ring and bound to where the content stands. */
  @Bytes() sealedKey: Buffer;
  @Text(512, { optional: true }) blobKey: string | null;
  /** The last column, so that reading the others does not walk through it. */
  @Bytes({ optional: true }) payload: Buffer | null;
}
