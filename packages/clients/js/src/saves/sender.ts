import type { Caller } from '../http/caller.js';
import { mayPass } from '../http/retrying.js';
import type { Settings } from '../options.js';
import { success, type ErrorInfo, type Result } from '../result.js';
import { fromBase64, randomKey } from '../rules/bytes.js';
import type { Locks } from '../storage/locks.js';
import type { Entry, Outbox, Outcome, Version } from './outbox.js';
import type { SaveConflict, SaveSummary } from './shapes.js';

/** What became of an entry: the entry that was sent, or `null` when it had been sent before. */
export interface Delivery {
  readonly entry: Entry | null;
  readonly result: Result<SaveSummary>;
}

/** Sends what waits, one after the other, in one tab at a time. */
export class Sender {
  constructor(
    private readonly settings: Settings,
    private readonly caller: Caller,
    private readonly outbox: Outbox,
    private readonly locks: Locks,
  ) {}

  /** Keeps all other tabs from sending while the work is done. */
  alone<T>(player: string, work: () => Promise<T>): Promise<T> {
    return this.locks.run(`${this.settings.namespace}:send:${encodeURIComponent(player)}`, work);
  }

  /** Sends what waits in a slot, or answers what became of the version of that key if it was sent before. */
  deliver(player: string, slot: string, key: string): Promise<Delivery | null> {
    return this.alone(player, async () => {
      const entry = await this.outbox.get(player, slot);
      if (entry?.key !== key) {
        const outcome = await this.outbox.outcome(player, slot);
        if (outcome && [outcome.key, ...outcome.covers].includes(key))
          return { entry: null, result: outcome.result };
      }
      return entry && { entry, result: await this.send(player, entry) };
    });
  }

  /** Sends an entry for which there was no room in the outbox. */
  deliverUnkept(player: string, entry: Entry): Promise<Delivery> {
    return this.alone(player, async () => {
      const result = await this.send(player, entry);
      const last = entry.lineage.at(-1);
      if (result.success && last) await this.outbox.remove(player, { slot: entry.slot, key: last.key });
      return { entry, result };
    });
  }

  private async send(player: string, entry: Entry): Promise<Result<SaveSummary>> {
    const sent = await this.put(player, entry);
    const own = sent.success ? null : ownConflict(sent.error, entry);
    const result = own ? await this.goOn(player, entry, own) : sent;
    const covers = entry.lineage.map(({ key }) => key);
    if (result.success || !staysUnsent(result.error))
      await this.settle(player, entry, { key: entry.key, covers, result });
    return result;
  }

  private put(player: string, entry: Entry): Promise<Result<SaveSummary>> {
    const { slot, encoding, body, base, overwrite, checksum, at, labels, resent } = entry;
    // The server remembers a refusal by its key.
    const key = resent === undefined ? entry.key : `${entry.key}.${resent}`;
    const fields = {
      ...labels,
      ...(base !== undefined && { base_revision: base }),
      ...(overwrite && { overwrite }),
      ...(checksum !== undefined && { checksum }),
      client_timestamp: at,
    };
    if (encoding === 'base64') {
      const path = `saves/me/${encodeURIComponent(slot)}/content?${queryOf(fields)}`;
      return this.caller.upload({ path, bytes: fromBase64(body), key, player }) as Promise<
        Result<SaveSummary>
      >;
    }
    const known = JSON.stringify({ slot_name: slot, ...fields });
    return this.run(player, 'saves.put', `${known.slice(0, -1)},"data":${body}}`, key);
  }

  /** An earlier version of this very line arrived and its answer got lost: this one takes its place. */
  private async goOn(
    player: string,
    entry: Entry,
    { conflict_id, current }: SaveConflict,
  ): Promise<Result<SaveSummary>> {
    const mine = { conflict_id, keep: 'mine', base_revision: current?.revision };
    const result = await this.resolve(player, entry, mine);
    if (!result.success) return result;
    await this.tidyUp(player, entry, result.data.save.revision);
    return success(result.data.save);
  }

  /** Drops the conflicts that earlier versions of the line have left, of which nobody was told. */
  private async tidyUp(player: string, entry: Entry, base_revision: number): Promise<void> {
    const open = await this.run<{ conflicts: SaveConflict[] }>(player, 'saves.conflicts', '{}', randomKey());
    for (const { conflict_id, yours } of open.data?.conflicts ?? [])
      if (yours.slot_name === entry.slot && entry.lineage.some((version) => isVersion(yours, version)))
        await this.resolve(player, entry, { conflict_id, keep: 'theirs', base_revision });
  }

  private resolve(
    player: string,
    { key }: Entry,
    wish: { conflict_id: string; keep: string; base_revision: number | undefined },
  ): Promise<Result<{ save: SaveSummary }>> {
    return this.run(player, 'saves.resolve', JSON.stringify(wish), `${key}.${wish.conflict_id}`);
  }

  private async settle(player: string, entry: Entry, outcome: Outcome): Promise<void> {
    const { slot, key } = entry;
    const { success: stored, error, data } = outcome.result;
    await this.outbox.note(player, slot, outcome);
    if (stored || error.code === 'saves.conflict') await this.outbox.done(player, entry);
    const newer = await this.outbox.get(player, slot);
    if (!newer) return;
    const made = newer.lineage.findIndex((version) => version.key === key);
    if (stored && made >= 0)
      await this.outbox.put(player, {
        ...newer,
        base: data.revision,
        lineage: newer.lineage.slice(made + 1),
      });
    if (!stored && newer.key === key)
      await this.outbox.put(player, { ...newer, error, resent: (newer.resent ?? 0) + 1 });
  }

  private run<T = SaveSummary>(
    player: string,
    method: string,
    params: string,
    key: string,
  ): Promise<Result<T>> {
    return this.caller.run({ method, params, key, player, repeatable: true }) as Promise<Result<T>>;
  }
}

const queryOf = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');

/** Whether a refusal says nothing of the save itself, so that it waits for better times. */
export const staysUnsent = (error: ErrorInfo): boolean =>
  mayPass(error) || ['unavailable', 'unauthenticated', 'internal'].includes(error.kind);

/** The conflict, when what the slot holds is a version this one was made from. */
function ownConflict(error: ErrorInfo, { lineage }: Entry): SaveConflict | null {
  if (error.code !== 'saves.conflict') return null;
  const conflict = error.data as SaveConflict;
  return lineage.some((version) => isVersion(conflict.current, version)) ? conflict : null;
}

const isVersion = (save: SaveSummary | null, { at, checksum }: Version): boolean =>
  save?.client_timestamp === at && (checksum === undefined || save.checksum === checksum);
