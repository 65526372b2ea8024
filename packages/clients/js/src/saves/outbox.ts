import type { JsonValue } from '@aethex/protocol';
import type { Settings } from '../options.js';
import type { ErrorInfo, Result } from '../result.js';
import { readJson } from '../rules/read-json.js';
import type { PendingSave, SaveSummary } from './shapes.js';

/** What a version can be known by when it comes back from the server. */
export interface Version {
  readonly key: string;
  /** This device's clock, which the server keeps as a label. */
  readonly at: string;
  readonly checksum?: string;
}

/** A version of a slot that waits to be sent. */
export interface Entry extends Version {
  readonly slot: string;
  readonly encoding: 'json' | 'base64';
  /** JSON, or base64. */
  readonly body: string;
  readonly size: number;
  readonly base?: number;
  readonly overwrite: boolean;
  readonly labels: {
    readonly version?: string;
    readonly engine_version?: string;
    readonly device?: string;
    readonly content_type?: string;
    readonly metadata?: JsonValue;
  };
  /** Versions it was made from that may or may not have arrived. */
  readonly lineage: readonly Version[];
  /** Why the server refused it for good. */
  readonly error?: ErrorInfo;
  /** How often it was sent anew after a refusal. */
  readonly resent?: number;
}

/** What became of the last version of a slot that was sent. */
export interface Outcome {
  readonly key: string;
  /** Earlier versions in whose place it was sent. */
  readonly covers: readonly string[];
  readonly result: Result<SaveSummary>;
}

/**
 * The unsent saves of this device; of each slot the latest counts. Each version lies under a key of its own, so that a
 * tab which has not seen the latest one yet cannot take it away with an older one.
 */
export class Outbox {
  constructor(private readonly settings: Pick<Settings, 'storage' | 'namespace'>) {}

  async get(player: string, slot: string): Promise<Entry | null> {
    return (await this.all(player, slot)).at(-1) ?? null;
  }

  /** Keeps an entry in place of all others of its slot. `false` when there is no room, and then nothing has changed. */
  async put(player: string, entry: Entry): Promise<boolean> {
    const others = (await this.all(player, entry.slot)).filter(({ key }) => key !== entry.key);
    if (await this.write(player, entry)) {
      await this.removeAll(player, others);
      return true;
    }
    // There may be room for one of the two.
    await this.removeAll(player, others);
    if (await this.write(player, entry)) return true;
    for (const other of others) await this.write(player, other);
    return false;
  }

  async remove(player: string, { slot, key }: Pick<Entry, 'slot' | 'key'>): Promise<void> {
    await this.settings.storage.delete(this.place('unsent', player, slot, key));
  }

  /** Takes out an entry that was sent, and what it took the place of. */
  async done(player: string, { slot, key, at }: Entry): Promise<void> {
    const all = await this.all(player, slot);
    await this.removeAll(
      player,
      all.filter((entry) => entry.key === key || entry.at < at),
    );
  }

  async clear(player: string, slot: string): Promise<void> {
    await this.removeAll(player, await this.all(player, slot));
  }

  /** All that waits, the oldest first, one of each slot. */
  async list(player: string): Promise<Entry[]> {
    const latest = new Map<string, Entry>();
    for (const entry of await this.all(player)) latest.set(entry.slot, entry);
    return [...latest.values()].toSorted(byTime);
  }

  outcome(player: string, slot: string): Promise<Outcome | null> {
    return this.read<Outcome>(this.place('sent', player, slot, ''));
  }

  async note(player: string, slot: string, outcome: Outcome): Promise<void> {
    try {
      await this.settings.storage.set(this.place('sent', player, slot, ''), JSON.stringify(outcome));
    } catch {
      // Without room other tabs learn of it from the server.
    }
  }

  private async all(player: string, slot?: string): Promise<Entry[]> {
    const keys = await this.settings.storage.keys(this.place('unsent', player, slot));
    const entries = await Promise.all(keys.map((key) => this.read<Entry>(key)));
    return entries.filter((entry) => entry !== null).toSorted(byTime);
  }

  private async removeAll(player: string, entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) await this.remove(player, entry);
  }

  private async write(player: string, entry: Entry): Promise<boolean> {
    try {
      const place = this.place('unsent', player, entry.slot, entry.key);
      await this.settings.storage.set(place, JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  }

  /** Where an entry lies, or what the places of a slot's or a player's entries begin with. */
  private place(shelf: 'unsent' | 'sent', ...names: (string | undefined)[]): string {
    const parts = names.filter((name) => name !== undefined).map(encodeURIComponent);
    return [this.settings.namespace, shelf, ...parts, ...(parts.length < 3 ? [''] : [])].join(':');
  }

  private async read<T>(key: string): Promise<T | null> {
    return readJson<T>(await this.settings.storage.get(key));
  }
}

const byTime = (a: Entry, b: Entry): number => (a.at < b.at ? -1 : Number(a.at > b.at));

export const pendingOf = ({ slot, at, size, error }: Entry): PendingSave => ({
  name: slot,
  timestamp: at,
  size,
  revision: null,
  pending: true,
  meta: null,
  ...(error && { error }),
});
