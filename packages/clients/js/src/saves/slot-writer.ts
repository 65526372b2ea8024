import { refusal } from '../client-errors.js';
import { failure, success, type Failure, type Result } from '../result.js';
import { randomKey, sha256 } from '../rules/bytes.js';
import { inLine } from '../storage/locks.js';
import { isOffline } from '../timing.js';
import type { SyncParts } from './auto-sync.js';
import { originOf, type Origin } from './origins.js';
import { pendingOf, type Entry } from './outbox.js';
import { staysUnsent, type Delivery } from './sender.js';
import { infoOf, type SaveInfo, type SaveOptions } from './shapes.js';

/** Data on its way into a slot. */
export interface Content {
  readonly slot: string;
  readonly encoding: Entry['encoding'];
  readonly body: string;
  /** The bytes as the server will count and check them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType?: string | undefined;
}

interface Written {
  readonly player: string;
  readonly entry: Entry;
  /** What waited in the slot before. */
  readonly before: Entry | null;
  /** What the game's state was made from before. */
  readonly origin: Origin | undefined;
  readonly kept: boolean;
}

/** Writes saves: first to this device, then to the server. */
export class SlotWriter {
  private readonly lines = new Map<string, Promise<unknown>>();

  constructor(private readonly parts: SyncParts & { readonly waits: () => void }) {}

  async save(content: Content, options: SaveOptions = {}): Promise<Result<SaveInfo>> {
    await this.parts.session.restored;
    const player = this.parts.session.player?.user_id;
    if (player === undefined) return refusal('client.not_signed_in');
    // What is saved later must also be written later, however long the earlier one takes to prepare.
    const written = await inLine(this.lines, content.slot, () => this.write(player, content, options));
    if (isOffline()) return this.unsent(written, refusal('client.offline'));
    const { entry, kept } = written;
    const delivery = kept
      ? await this.parts.sender.deliver(player, entry.slot, entry.key)
      : await this.parts.sender.deliverUnkept(player, entry);
    return this.judged(written, delivery);
  }

  private async write(player: string, content: Content, options: SaveOptions): Promise<Written> {
    const before = await this.parts.outbox.get(player, content.slot);
    const claim = await this.parts.origins.claim(player, content.slot, before);
    const checksum = await sha256(content.bytes);
    const { slot, encoding, body, bytes, contentType } = content;
    const { baseRevision, overwrite = claim.overwrite, metadata } = options;
    const { gameVersion, engineVersion, deviceName } = this.parts.settings;
    const given = baseRevision === undefined ? claim : { base: baseRevision, lineage: [] };
    const entry: Entry = {
      ...given,
      overwrite,
      slot,
      encoding,
      body,
      size: bytes.length,
      key: randomKey(),
      at: new Date(this.parts.settings.now()).toISOString(),
      ...(checksum !== undefined && { checksum }),
      labels: {
        ...(gameVersion !== undefined && { version: gameVersion }),
        ...(engineVersion !== undefined && { engine_version: engineVersion }),
        ...(deviceName !== undefined && { device: deviceName }),
        ...(contentType !== undefined && { content_type: contentType }),
        ...(metadata !== undefined && { metadata }),
      },
    };
    const kept = await this.parts.outbox.put(player, entry);
    const origin = this.parts.origins.get(player, slot);
    this.parts.origins.set(player, slot, originOf(entry));
    return { player, entry, before, origin, kept };
  }

  private async judged(written: Written, delivery: Delivery | null): Promise<Result<SaveInfo>> {
    const { player, entry } = written;
    if (!delivery)
      return refusal('client.aborted', { message: 'The save was discarded before it was sent.' });
    const { result } = delivery;
    if (result.success) {
      const { key } = delivery.entry ?? entry;
      this.parts.origins.stored(player, entry.slot, key, result.data.revision);
      return success(infoOf(result.data));
    }
    if (result.error.code === 'saves.conflict') return this.parts.conflictBook.failure(result.error, true);
    if (staysUnsent(result.error)) return this.unsent(written, result);
    await this.takeBack(written);
    return result;
  }

  private unsent(written: Written, { error }: Failure): Result<SaveInfo> {
    const { player, entry, origin, kept } = written;
    this.parts.waits();
    if (!kept) {
      this.parts.origins.set(player, entry.slot, origin);
      return refusal('client.storage_full');
    }
    // Who has to sign in again should hear of it; the save waits all the same.
    return error.kind === 'unauthenticated' || error.kind === 'internal'
      ? failure(error)
      : success(pendingOf(entry));
  }

  /** What the server refuses for good the game still has in its hands; what waited before it must not be lost. */
  private async takeBack({ player, entry, before, origin, kept }: Written): Promise<void> {
    const { slot, key } = entry;
    const { outbox, origins } = this.parts;
    if (kept && (await outbox.get(player, slot))?.key !== key) return;
    origins.set(player, slot, origin);
    if (kept && before) await outbox.put(player, before);
    else if (kept) await outbox.clear(player, slot);
  }
}
