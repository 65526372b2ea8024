import { refusal } from '../client-errors.js';
import type { Caller } from '../http/caller.js';
import type { Undo } from '../listeners.js';
import { success, type Result } from '../result.js';
import { fromBase64, sha256, toBase64, utf8 } from '../rules/bytes.js';
import { encode } from '../rules/codec.js';
import { contentOf, type AutoSync, type SyncParts } from './auto-sync.js';
import { originOf } from './origins.js';
import { pendingOf, type Entry } from './outbox.js';
import { pages, type Listed } from './pages.js';
import {
  infoOf,
  type BothVersions,
  type BytesOptions,
  type Loaded,
  type OpenConflict,
  type PageOptions,
  type PendingSave,
  type Resolution,
  type Resolved,
  type SaveConflict,
  type SaveInfo,
  type SaveOptions,
  type SavesEvents,
  type SaveSummary,
  type SyncReport,
} from './shapes.js';
import type { SlotWriter } from './slot-writer.js';

type Read = Result<unknown> & Partial<Loaded>;
type AtRevision = { readonly revision?: number };

/** The parts that saves are made of. */
export interface SavesParts extends SyncParts {
  readonly caller: Caller;
  readonly writer: SlotWriter;
  readonly autoSync: AutoSync;
}

/** A player's saves: what this device has not sent yet first, then what the server has. */
export class CloudSaves {
  constructor(private readonly parts: SavesParts) {}

  async save(slot: string, data: unknown, options?: SaveOptions): Promise<Result<SaveInfo>> {
    let body: string;
    try {
      // At once, before the game changes the value.
      body = encode(data, this.parts.settings.types);
    } catch (cause) {
      return refusal('client.not_json', { data: { reason: String(cause) } });
    }
    return this.parts.writer.save({ slot, encoding: 'json', body, bytes: utf8(body) }, options);
  }

  saveBytes(slot: string, bytes: Uint8Array, options: BytesOptions = {}): Promise<Result<SaveInfo>> {
    const own = bytes.slice();
    const content = {
      slot,
      encoding: 'base64',
      body: toBase64(own),
      bytes: own,
      contentType: options.type,
    } as const;
    return this.parts.writer.save(content, options);
  }

  load(slot: string, { revision }: AtRevision = {}): Promise<Read> {
    return this.read(slot, revision, {
      local: (entry) => contentOf(entry, this.parts.settings),
      remote: async () => {
        const result = await this.ask<SaveSummary & { data: unknown }>('get', { save_id: slot, revision });
        if (!result.success) return result;
        const { data: _, ...save } = result.data;
        return { save, data: dataOf(result.data) };
      },
    });
  }

  loadBytes(slot: string, { revision }: AtRevision = {}): Promise<Read> {
    return this.read(slot, revision, {
      local: ({ encoding, body }) => (encoding === 'json' ? utf8(body) : fromBase64(body)),
      remote: async () => {
        const result = await this.ask<SaveSummary & { content: string }>('download', {
          save_id: slot,
          revision,
        });
        if (!result.success) return result;
        const { content, ...save } = result.data;
        const data = fromBase64(content);
        const checksum = await sha256(data);
        const isWhole = checksum === undefined || checksum === save.checksum;
        return isWhole ? { save, data } : refusal('client.damaged');
      },
    });
  }

  list(options?: PageOptions): Promise<Listed<SaveInfo>> {
    return pages(options, 'saves', (page) => this.ask('list', page), infoOf);
  }

  history(slot: string, options?: PageOptions): Promise<Listed<SaveInfo>> {
    return pages(options, 'revisions', (page) => this.ask('history', { ...page, save_id: slot }), infoOf);
  }

  conflicts(options?: PageOptions): Promise<Listed<OpenConflict>> {
    const open = (conflict: SaveConflict): OpenConflict => this.parts.conflictBook.open(conflict, false);
    return pages(options, 'conflicts', (page) => this.ask('conflicts', page), open);
  }

  async loadConflict(conflictId: string): Promise<Result<BothVersions<unknown>>> {
    type Version = SaveSummary & { readonly data: unknown };
    const result = await this.ask<{ conflict_id: string; current: Version | null; yours: Version }>(
      'getConflict',
      { conflict_id: conflictId },
    );
    if (!result.success) return result;
    const { current, yours } = result.data;
    const conflict = this.parts.conflictBook.open(result.data, false);
    return success({ current: current && dataOf(current), yours: dataOf(yours), conflict });
  }

  async restore(slot: string, revision: number): Promise<Result<SaveInfo>> {
    const result = await this.ask<SaveSummary>('restore', { save_id: slot, revision });
    return result.success ? success(infoOf(result.data)) : result;
  }

  async delete(slot: string, { revision }: AtRevision = {}): Promise<Result<null>> {
    const player = await this.player();
    if (player === undefined) return refusal('client.not_signed_in');
    const erase = (): Promise<Result<null>> =>
      this.ask('delete', { save_id: slot, revision }, 'saves.not_found');
    if (revision !== undefined) return erase();
    const { outbox, origins, sender } = this.parts;
    return sender.alone(player, async () => {
      const waiting = await outbox.get(player, slot);
      const result = await erase();
      const isGone = result.success || (waiting !== null && result.error.code === 'saves.not_found');
      if (!isGone) return result;
      await outbox.clear(player, slot);
      origins.set(player, slot, undefined);
      return success(null);
    });
  }

  resolve(conflictId: string, how: Resolution): Promise<Result<Resolved>> {
    return this.parts.conflictBook.take(conflictId, how);
  }

  sync(): Promise<Result<SyncReport>> {
    return this.parts.autoSync.sync(true);
  }

  async pending(): Promise<PendingSave[]> {
    const player = await this.player();
    return player === undefined ? [] : (await this.parts.outbox.list(player)).map(pendingOf);
  }

  async discard(slot: string): Promise<void> {
    const player = await this.player();
    if (player === undefined) return;
    await this.parts.outbox.clear(player, slot);
    this.parts.origins.set(player, slot, undefined);
  }

  on<Name extends keyof SavesEvents>(event: Name, listener: (...args: SavesEvents[Name]) => void): Undo {
    return this.parts.autoSync.events.on(event, listener);
  }

  private async read(
    slot: string,
    revision: number | undefined,
    from: {
      local: (entry: Entry) => unknown;
      remote: () => Promise<{ save: SaveSummary; data: unknown; success?: undefined } | Result<never>>;
    },
  ): Promise<Read> {
    const player = await this.player();
    if (player === undefined) return refusal('client.not_signed_in');
    const { outbox, origins } = this.parts;
    const entry = revision === undefined ? await outbox.get(player, slot) : null;
    if (entry) {
      origins.set(player, slot, originOf(entry));
      return { ...success(from.local(entry)), save: pendingOf(entry), local: true };
    }
    const before = origins.get(player, slot);
    const found = await from.remote();
    if (found.success !== undefined) return found;
    if (revision === undefined) origins.replace(player, slot, before, { revision: found.save.revision });
    return { ...success(found.data), save: infoOf(found.save), local: false };
  }

  private async player(): Promise<string | undefined> {
    await this.parts.session.restored;
    return this.parts.session.player?.user_id;
  }

  private ask<T>(name: string, input: object, doneBy?: string): Promise<Result<T>> {
    const call = {
      method: `saves.${name}`,
      input,
      repeatable: true,
      ...(doneBy !== undefined && { doneBy }),
    };
    return this.parts.caller.call(call) as Promise<Result<T>>;
  }
}

/** What was saved as bytes comes as bytes. */
const dataOf = ({ encoding, data }: SaveSummary & { readonly data: unknown }): unknown =>
  encoding === 'base64' ? fromBase64(String(data)) : data;
