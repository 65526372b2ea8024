import type { SessionKeeper } from '../auth/session-keeper.js';
import { Channels, type Undo } from '../listeners.js';
import type { Settings } from '../options.js';
import { success, type Result } from '../result.js';
import { backOff } from '../rules/back-off.js';
import { fromBase64 } from '../rules/bytes.js';
import { decode } from '../rules/codec.js';
import { isOffline, later, whenOnline } from '../timing.js';
import type { Conflicts } from './conflicts.js';
import type { Origins } from './origins.js';
import { pendingOf, type Entry, type Outbox } from './outbox.js';
import { staysUnsent, type Sender } from './sender.js';
import {
  infoOf,
  type OpenConflict,
  type PendingSave,
  type SaveConflict,
  type SaveInfo,
  type SavesEvents,
  type SaveSummary,
  type SyncReport,
} from './shapes.js';

interface Report extends SyncReport {
  readonly synced: SaveInfo[];
  readonly conflicts: OpenConflict[];
  readonly refused: PendingSave[];
}

/** What it works with. */
export interface SyncParts {
  readonly settings: Settings;
  readonly session: SessionKeeper;
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly origins: Origins;
  readonly conflictBook: Conflicts;
}

/** Longest time between two tries to send what waits, in milliseconds. */
const longestWait = 60_000;

/** Sends what waits: when it is told to, when the connection comes back, and now and then in between. */
export class AutoSync {
  readonly events = new Channels<SavesEvents>();
  private readonly undo: Undo[] = [];
  private cancel: Undo | null = null;
  private running: Promise<Result<Report>> | null = null;
  private isLate = false;
  private isOver = false;
  private failures = 0;

  constructor(private readonly parts: SyncParts) {}

  start(): void {
    if (!this.parts.settings.autoSync) return;
    this.undo.push(
      whenOnline(() => this.soon()),
      this.parts.session.onChange((_player, why) => {
        if (why === 'signed_in') this.soon();
      }),
    );
    void this.parts.session.restored.then(() => this.soon());
  }

  stop(): void {
    this.isOver = true;
    this.cancel?.();
    for (const undo of this.undo) undo();
  }

  /** Sends what waits as soon as possible, by itself. */
  soon(): void {
    this.failures = 0;
    this.plan(0);
  }

  /** Notes that something waits that could not be sent just now. */
  readonly waits = (): void => {
    // What comes while others are being sent has missed the list of them.
    this.isLate = this.running !== null;
    if (!this.parts.settings.autoSync || this.cancel || this.running) return;
    this.failures += 1;
    const policy = { baseMs: this.parts.settings.retry.baseMs * 5, capMs: longestWait };
    this.plan(policy.baseMs / 2 + backOff(this.failures, policy, Math.random()));
  };

  /** Sends what waits. `all` includes what was refused before. */
  async sync(all: boolean): Promise<Result<Report>> {
    while (this.running) await this.running;
    this.running = this.sendAll(all).finally(() => (this.running = null));
    return this.running;
  }

  private plan(ms: number): void {
    this.cancel?.();
    if (this.isOver) return;
    this.cancel = later(ms, () => {
      this.cancel = null;
      void this.attempt().catch(this.waits);
    });
  }

  private async attempt(): Promise<void> {
    // When the browser comes online it says so.
    if (isOffline() || !this.parts.session.player) return;
    const result = await this.sync(false);
    if (result.success) this.failures = 0;
    if (!result.success || this.isLate) this.waits();
  }

  private async sendAll(all: boolean): Promise<Result<Report>> {
    await this.parts.session.restored;
    const player = this.parts.session.player?.user_id;
    const report: Report = { synced: [], conflicts: [], refused: [] };
    const waiting = player === undefined ? [] : await this.parts.outbox.list(player);
    for (const entry of waiting) {
      if (entry.error && !all) continue;
      const delivery =
        player === undefined ? null : await this.parts.sender.deliver(player, entry.slot, entry.key);
      if (!delivery) continue;
      const { result } = delivery;
      if (!result.success && staysUnsent(result.error)) return result;
      // Whoever sent it has told of it.
      if (delivery.entry) this.tell(player ?? '', delivery.entry, result, report);
    }
    return success(report);
  }

  private tell(player: string, entry: Entry, result: Result<SaveSummary>, report: Report): void {
    if (result.success) {
      this.parts.origins.stored(player, entry.slot, entry.key, result.data.revision);
      const save = infoOf(result.data);
      report.synced.push(save);
      return this.events.tell('synced', save);
    }
    if (result.error.code !== 'saves.conflict') {
      const save = pendingOf({ ...entry, error: result.error });
      report.refused.push(save);
      return this.events.tell('refused', save, result.error);
    }
    const origin = this.parts.origins.get(player, entry.slot);
    const isMine = origin !== undefined && 'key' in origin && origin.key === entry.key;
    const conflict = this.parts.conflictBook.open(result.error.data as SaveConflict, isMine);
    report.conflicts.push(conflict);
    this.events.tell('conflict', conflict, contentOf(entry, this.parts.settings));
  }
}

/** What the game saved. */
export const contentOf = ({ encoding, body }: Entry, { types }: Pick<Settings, 'types'>): unknown =>
  encoding === 'json' ? decode(body, types) : fromBase64(body);
