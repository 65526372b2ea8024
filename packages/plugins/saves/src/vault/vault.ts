import { BlobStore, Ids, KeyRing, type Subject } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { KeptContent, Labels } from '../entities/kept-content.js';
import { blobPath } from '../rules/blob-path.js';
import type { Encoding } from '../rules/encoding.js';
import { lengthPrefixed } from '../rules/length-prefixed.js';
import { SavesConfig } from '../saves.config.js';
import { close, closedOverhead, newContentKey, open } from './cipher.js';
import { compressed, decompressed } from './compress.js';
import { Damaged } from './damaged.js';
import { sha256 } from './digest.js';
import { KeyCache } from './key-cache.js';
import { readBlob } from './read-blob.js';

const purpose = 'saves';

/** A content on its way in. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  readonly contentType: string;
  /** SHA-256 of the bytes. */
  readonly checksum: string;
  readonly labels: Labels;
}

type Facts = Pick<
  KeptContent,
  'id' | 'gameId' | 'playerId' | 'encoding' | 'contentType' | 'sizeBytes' | 'checksum' | 'compressed'
>;

/** A closed content, wherever it stands. */
export type StoredContent = Facts & Pick<KeptContent, 'storedBytes' | 'blobKey' | 'payload'>;

/** A content closed under a key of its own, which is not bound to a place yet. */
export interface Packed {
  readonly content: StoredContent;
  readonly labels: Labels;
  readonly contentKey: Buffer;
}

/** Where a content stands. */
export interface Place {
  readonly slotId: string;
  /** A revision of the slot, or a refused upload. */
  readonly as: number | 'conflict';
}

type Owned = Pick<KeptContent, 'id' | 'gameId' | 'playerId'>;

/** A content's key, closed for a place. */
export type Bound = Pick<KeptContent, 'sealedKey' | 'keyId'>;

/**
 * Keeps contents closed: compressed, encrypted with AES-256-GCM under a random key each, and that key closed by the
 * key ring. The bytes are bound to their row's id, owner and facts; the key is bound to slot and revision as well, and
 * to the ring's key. So nothing opens in another's place, and binding a content anew does not touch its bytes.
 */
@Injectable()
export class Vault {
  private readonly opened = new KeyCache();

  constructor(
    private readonly keys: KeyRing,
    private readonly blobs: BlobStore,
    private readonly ids: Ids,
    private readonly config: SavesConfig,
  ) {}

  /** Closes a content in memory. */
  async pack({ gameId, playerId }: Subject, { bytes, labels, ...about }: Content): Promise<Packed> {
    const smaller = bytes.length >= this.config.compressFrom ? await compressed(bytes) : null;
    const facts: Facts = {
      ...about,
      id: this.ids.next(),
      gameId,
      playerId,
      sizeBytes: bytes.length,
      compressed: smaller !== null,
    };
    const contentKey = newContentKey();
    const payload = await close(contentKey, smaller ?? bytes, factsOf(facts));
    const storedBytes = payload.length + Buffer.byteLength(JSON.stringify(labels));
    return { content: { ...facts, storedBytes, blobKey: null, payload }, labels, contentKey };
  }

  /** Whether a content lies in the BlobStore rather than in its row. */
  isLarge({ content }: Packed): boolean {
    return (content.payload?.length ?? 0) > this.config.inlineBytes;
  }

  /** Makes a large content durable in the BlobStore. It is an orphan until a row with its id is committed. */
  async store(packed: Packed): Promise<Packed> {
    const { content } = packed;
    if (!content.payload || !this.isLarge(packed)) return packed;
    const blobKey = blobPath(content, content.id);
    await this.blobs.put(blobKey, content.payload);
    return { ...packed, content: { ...content, blobKey, payload: null } };
  }

  /** Removes the blobs of contents that no row refers to, or will. What fails is left to the collector of orphans. */
  async discard(contents: readonly Pick<KeptContent, 'blobKey'>[]): Promise<void> {
    const keys = contents.flatMap(({ blobKey }) => blobKey ?? []);
    await Promise.allSettled(keys.map((key) => this.blobs.delete(key)));
  }

  /** Closes a content's key for a place. */
  async bind(content: Owned, contentKey: Buffer, place: Place): Promise<Bound> {
    const sealed = await this.keys.seal(purpose, contentKey, placeOf(content, place));
    return { sealedKey: Buffer.from(sealed), keyId: this.keys.keyOf(sealed) };
  }

  /** The key of a row's content. Fails with `Damaged` when it was closed for another place. */
  contentKey(row: Pick<KeptContent, 'slotId'> & Owned & Bound, as: Place['as']): Promise<Buffer> {
    return this.openedKey(row, placeOf(row, { slotId: row.slotId, as }));
  }

  /** The bytes of a row as they were uploaded. Fails with `Damaged` rather than with wrong bytes. */
  async open(row: KeptContent, as: Place['as']): Promise<Buffer> {
    const key = await this.knownKey(row, as);
    const closed = row.blobKey === null ? row.payload : await this.blobOf(row, row.blobKey);
    if (!closed) throw new Damaged('is gone');
    const plain = await open(key, closed, factsOf(row));
    const bytes = row.compressed ? await decompressed(plain, row.sizeBytes) : plain;
    // The seal covers the checksum as well; this also covers what happens behind the seal.
    if (bytes.length !== row.sizeBytes || (await sha256(bytes)) !== row.checksum)
      throw new Damaged('has another checksum');
    return bytes;
  }

  private async knownKey(row: KeptContent, as: Place['as']): Promise<Buffer> {
    const place = placeOf(row, { slotId: row.slotId, as });
    const known = this.opened.get(row, place);
    if (known) return known;
    const key = await this.openedKey(row, place);
    this.opened.set(row, place, key);
    return key;
  }

  private async openedKey({ sealedKey, keyId }: Bound, place: Buffer): Promise<Buffer> {
    try {
      if (this.keys.keyOf(sealedKey) !== keyId) throw new Damaged('names another key');
      return Buffer.from(await this.keys.open(purpose, sealedKey, place));
    } catch (error) {
      throw isAethexError(error) && error.code === 'keys.tampered'
        ? new Damaged('has a key that does not fit', error)
        : error;
    }
  }

  private blobOf({ sizeBytes }: KeptContent, blobKey: string): Promise<Buffer | null> {
    return readBlob(this.blobs, blobKey, sizeBytes + closedOverhead);
  }
}

const factsOf = (row: Facts): Buffer =>
  lengthPrefixed(
    'content',
    row.gameId,
    row.playerId,
    row.id,
    row.encoding,
    row.contentType,
    String(row.sizeBytes),
    row.checksum,
    row.compressed ? 'gzip' : 'plain',
  );

const placeOf = ({ id, gameId, playerId }: Owned, place: Place): Buffer =>
  lengthPrefixed('key', gameId, playerId, id, place.slotId, String(place.as));
