/** What saves promise, in the plainest words there are: no database, no keys, no races. */

export const limits = { history: 3, daily: 2, quota: 1_200 };

const day = 24 * 60 * 60 * 1000;
const dayOf = (moment: number): number => Math.floor(moment / day);

export interface ModelRevision {
  readonly revision: number;
  readonly data: string;
  readonly parent: number | null;
  readonly at: number;
}

export interface ModelConflict {
  readonly slot: string;
  readonly data: string;
  readonly base: number;
  current: number;
}

interface ModelSlot {
  last: number;
  head: number | null;
  revisions: ModelRevision[];
}

/** What a call is to answer: the code of an error, or the revision that is current then. */
export type Verdict = string | number | null;

/** Bytes a small save takes: nonce and tag, the JSON, and labels of which there are none. */
const stored = (data: string): number => 28 + JSON.stringify(data).length + 2;

export class Model {
  readonly slots = new Map<string, ModelSlot>();
  conflicts: ModelConflict[] = [];
  now = Date.UTC(2026, 0, 1);

  get used(): number {
    const revisions = [...this.slots.values()].flatMap((slot) => slot.revisions);
    return [...revisions, ...this.conflicts].reduce((sum, { data }) => sum + stored(data), 0);
  }

  slot(name: string): ModelSlot {
    return this.slots.get(name) ?? { last: 0, head: null, revisions: [] };
  }

  head(name: string): ModelRevision | undefined {
    const slot = this.slot(name);
    return slot.revisions.find(({ revision }) => revision === slot.head);
  }

  put(name: string, data: string, base: number | undefined, overwrite: boolean): Verdict {
    const head = this.head(name);
    if (overwrite || (base ?? 0) === (head?.revision ?? 0)) return this.write(name, data, base || null);
    if (head?.data === data && (head.parent ?? 0) === (base ?? 0)) return head.revision;
    return this.refuse({ slot: name, data, base: base ?? 0, current: head?.revision ?? 0 });
  }

  delete(name: string, base: number | undefined): Verdict {
    const wrong = this.notCurrent(name, base);
    if (wrong !== null) return wrong;
    const slot = this.slot(name);
    slot.revisions = [];
    slot.head = null;
    return null;
  }

  deleteOne(name: string, revision: number, base: number | undefined): Verdict {
    const wrong = this.notCurrent(name, base);
    if (wrong !== null) return wrong;
    const slot = this.slot(name);
    if (revision === slot.head) return 'saves.revision_in_use';
    if (!slot.revisions.some((one) => one.revision === revision)) return 'saves.not_found';
    if (this.inUse(name).has(revision)) return 'saves.revision_in_use';
    slot.revisions = slot.revisions.filter((one) => one.revision !== revision);
    return null;
  }

  restore(name: string, revision: number, base: number | undefined): Verdict {
    const wrong = this.notCurrent(name, base);
    if (wrong !== null) return wrong;
    const old = this.slot(name).revisions.find((one) => one.revision === revision);
    return old ? this.write(name, old.data, revision) : 'saves.not_found';
  }

  resolve(conflict: ModelConflict, keep: string, base: number | undefined, merged: string): Verdict {
    const head = this.head(conflict.slot)?.revision ?? null;
    if ((base ?? conflict.current) !== (head ?? 0)) return 'saves.conflict';
    const before = this.conflicts;
    this.conflicts = before.filter((one) => one !== conflict);
    const verdict = this.settle(conflict, keep, merged);
    if (verdict === 'saves.quota') this.conflicts = before;
    return verdict;
  }

  /** Removes the daily revisions whose days are over. */
  prune(): void {
    for (const [name, slot] of this.slots) slot.revisions = this.kept(name, slot.revisions);
  }

  private settle({ slot, data, base }: ModelConflict, keep: string, merged: string): Verdict {
    const head = this.head(slot)?.revision ?? null;
    if (keep === 'mine') return this.write(slot, data, base || null);
    if (keep === 'merge') return this.write(slot, merged, head);
    if (keep === 'theirs') return head;
    const [, stem = slot, number = '1'] = /^(.+)-(\d+)$/.exec(slot) ?? [];
    let next = Number(number) + 1;
    while (this.slot(`${stem}-${next}`).head !== null) next += 1;
    const copied = this.write(`${stem}-${next}`, data, null);
    return typeof copied === 'string' ? copied : head;
  }

  private write(name: string, data: string, parent: number | null): Verdict {
    const slot = this.slot(name);
    const revision = slot.last + 1;
    const all = [...slot.revisions, { revision, data, parent, at: this.now }];
    const kept = this.kept(name, all);
    const size = (some: readonly ModelRevision[]): number =>
      some.reduce((sum, one) => sum + stored(one.data), 0);
    if (this.used - size(slot.revisions) + size(kept) > limits.quota) return 'saves.quota';
    this.slots.set(name, { last: revision, head: revision, revisions: kept });
    return revision;
  }

  private refuse(refused: ModelConflict): Verdict {
    const { slot, data, base, current } = refused;
    const known = this.conflicts.find((one) => one.slot === slot && one.data === data && one.base === base);
    if (known) known.current = current;
    else if (this.used + stored(data) > limits.quota) return 'saves.quota';
    else this.conflicts.push(refused);
    return 'saves.conflict';
  }

  private notCurrent(name: string, base: number | undefined): string | null {
    const { head } = this.slot(name);
    if (head === null) return 'saves.not_found';
    return base === undefined || base === head ? null : 'saves.changed';
  }

  private inUse(name: string): Set<number> {
    const conflicts = this.conflicts.filter(({ slot }) => slot === name);
    return new Set(conflicts.flatMap(({ base, current }) => [base, current]));
  }

  /** The newest ones, those in use, and the last one of each recent day. */
  private kept(name: string, revisions: readonly ModelRevision[]): ModelRevision[] {
    const inUse = this.inUse(name);
    const newest = revisions.slice(-limits.history);
    return revisions.filter((one) => {
      const isLastOfDay = !revisions.some(
        ({ revision, at }) => revision > one.revision && dayOf(at) === dayOf(one.at),
      );
      const isRecent = dayOf(one.at) > dayOf(this.now) - limits.daily;
      return newest.includes(one) || inUse.has(one.revision) || (isLastOfDay && isRecent);
    });
  }
}
