import type { Entry, Outbox, Version } from './outbox.js';

/**
 * What this tab's state of a slot was made from: a revision of the server, or a version of this device. A tab never
 * learns this from another one: what it has not loaded it must not overwrite.
 */
export type Origin = { readonly revision: number } | (Version & Pick<Entry, 'base'>);

/** What a new version is to take the place of. */
export type Claim = Pick<Entry, 'base' | 'lineage' | 'overwrite'>;

/** Remembers for this tab what it has loaded and saved. */
export class Origins {
  private readonly known = new Map<string, Origin>();

  constructor(private readonly outbox: Outbox) {}

  get(player: string, slot: string): Origin | undefined {
    return this.known.get(place(player, slot));
  }

  set(player: string, slot: string, origin: Origin | undefined): void {
    if (origin) this.known.set(place(player, slot), origin);
    else this.known.delete(place(player, slot));
  }

  /** Notes what an answer brought, unless the slot was loaded or saved anew while it was on its way. */
  replace(player: string, slot: string, before: Origin | undefined, origin: Origin): void {
    if (this.get(player, slot) === before) this.set(player, slot, origin);
  }

  /** Notes which revision a version of this device has become. */
  stored(player: string, slot: string, key: string, revision: number): void {
    const origin = this.get(player, slot);
    if (origin && 'key' in origin && origin.key === key) this.set(player, slot, { revision });
  }

  /** The claim of a new version, given what waits in the slot. */
  async claim(player: string, slot: string, waiting: Entry | null): Promise<Claim> {
    const origin = this.get(player, slot);
    if (!origin) return { lineage: [], overwrite: false };
    if ('revision' in origin) return { base: origin.revision, lineage: [], overwrite: false };
    if (waiting?.key === origin.key) {
      const { overwrite, lineage } = waiting;
      return { ...baseOf(waiting), overwrite, lineage: [...lineage, versionOf(waiting)] };
    }
    const outcome = await this.outbox.outcome(player, slot);
    if (outcome?.key === origin.key && outcome.result.success)
      return { base: outcome.result.data.revision, lineage: [], overwrite: false };
    return { ...baseOf(origin), lineage: [versionOf(origin)], overwrite: false };
  }
}

/** The origin of what is made from a version of this device. */
export const originOf = (entry: Version & Pick<Entry, 'base'>): Origin => ({
  ...versionOf(entry),
  ...baseOf(entry),
});

const versionOf = ({ key, at, checksum }: Version): Version => ({
  key,
  at,
  ...(checksum !== undefined && { checksum }),
});

const baseOf = ({ base }: Pick<Entry, 'base'>): Pick<Entry, 'base'> => (base === undefined ? {} : { base });

const place = (player: string, slot: string): string => JSON.stringify([player, slot]);
