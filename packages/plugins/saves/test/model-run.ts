import assert from 'node:assert/strict';
import { Jobs } from '@aethex/core';
import { tableJobs } from '@aethex/local';
import { startAethex, testPlayerId, Refused, type TestServer } from '@aethex/testing';
import { savesPlugin } from '../src/index.js';
import { limits, Model, type ModelConflict, type Verdict } from './model.js';
import type { Belief, Put, Remove, RemoveOne, Resolve, Restore, Step } from './model-steps.js';
import { player, usage, type Saves } from './tools.js';

const hour = 60 * 60 * 1000;

/** A server that can be stopped and started again on the same data. */
export class Stage {
  server: TestServer;

  async open(now?: Date): Promise<void> {
    const dir = this.server?.dir;
    this.server = await startAethex({
      plugins: [savesPlugin(limits)],
      // The model knows nothing of what is done by the clock: a day that passes must not prune between two of its steps.
      adapters: [tableJobs({ pollSeconds: 3600 })],
      ...(dir && { dir }),
    });
    if (now) this.server.clock?.set(now);
  }

  async reopen(): Promise<void> {
    const now = this.server.clock?.now();
    await this.server.stop({ keep: true });
    await this.open(now);
  }
}

/** One player's history, lived on a server and in the model at the same time. */
export class Run {
  private readonly model = new Model();
  private readonly ids = new Map<ModelConflict, string>();
  /** What each of the two devices saw last of a slot. */
  private readonly seen = [new Map<string, number>(), new Map<string, number>()] as const;

  constructor(
    private readonly stage: Stage,
    private readonly name: string,
  ) {
    this.model.now = this.now();
  }

  async live(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.take(step);
      await this.compareHeads();
    }
    await this.compareAll();
  }

  private get api(): Saves {
    return player(this.stage.server, this.name);
  }

  private now(): number {
    return this.stage.server.clock?.now().getTime() ?? 0;
  }

  private async take(step: Step): Promise<void> {
    if (step.do === 'put') return this.put(step);
    if (step.do === 'delete') return this.remove(step);
    if (step.do === 'deleteOne') return this.removeOne(step);
    if (step.do === 'restore') return this.restore(step);
    if (step.do === 'resolve') return this.resolve(step);
    if (step.do === 'wait') return this.wait(step.hours);
    if (step.do === 'prune') return this.prune();
    if (step.chance === 0) await this.stage.reopen();
  }

  private async put({ device, slot, data, base, overwrite }: Put): Promise<void> {
    const said = this.revision(device, slot, base);
    const told = await answer(this.api.put({ slot_name: slot, data, overwrite, ...based(said) }));
    const verdict = this.model.put(slot, data, said, overwrite);
    assert.equal(told.code ?? (told.value as { revision: number }).revision, verdict);
    if (verdict === 'saves.conflict') this.meet(told.data, { slot, data, base: said ?? 0 });
    this.look(device, slot);
  }

  /** The same refused upload is the same conflict. */
  private meet(told: unknown, { slot, data, base }: Omit<ModelConflict, 'current'>): void {
    const { conflict_id: id, current } = told as {
      conflict_id: string;
      current: { revision: number } | null;
    };
    const open = this.model.conflicts.find(
      (one) => one.slot === slot && one.data === data && one.base === base,
    );
    assert.ok(open);
    assert.equal(current?.revision ?? 0, open.current);
    assert.equal(this.ids.get(open) ?? id, id);
    this.ids.set(open, id);
  }

  private async remove({ device, slot, base }: Remove): Promise<void> {
    const said = this.revision(device, slot, base);
    const told = await answer(this.api.delete({ save_id: slot, ...based(said) }));
    assert.equal(told.code ?? null, this.model.delete(slot, said));
    this.look(device, slot);
  }

  private async removeOne({ device, slot, revision, base }: RemoveOne): Promise<void> {
    const said = this.revision(device, slot, base);
    const told = await answer(this.api.delete({ save_id: slot, revision, ...based(said) }));
    assert.equal(told.code ?? null, this.model.deleteOne(slot, revision, said));
  }

  private async restore({ device, slot, revision, base }: Restore): Promise<void> {
    const said = this.revision(device, slot, base);
    const told = await answer(this.api.restore({ save_id: slot, revision, ...based(said) }));
    const verdict = this.model.restore(slot, revision, said);
    assert.equal(told.code ?? (told.value as { revision: number }).revision, verdict);
    this.look(device, slot);
  }

  private async resolve({ device, pick, keep, base, data }: Resolve): Promise<void> {
    const conflict = this.model.conflicts[pick % this.model.conflicts.length];
    if (!conflict) return;
    const said = this.revision(device, conflict.slot, base);
    const told = await answer(
      this.api.resolve({
        conflict_id: this.ids.get(conflict) ?? '',
        keep,
        ...(keep === 'merge' && { data }),
        ...based(said),
      }),
    );
    const verdict = this.model.resolve(conflict, keep, said, data);
    const { save } = (told.value ?? {}) as { save?: { revision: number } | null };
    assert.equal(told.code ?? save?.revision ?? null, verdict);
    this.look(device, conflict.slot);
  }

  private wait(hours: number): void {
    this.stage.server.clock?.advance(hours * hour);
    this.model.now = this.now();
  }

  private async prune(): Promise<void> {
    await this.stage.server.get(Jobs).add({ name: 'saves.prune' });
    await this.stage.server.flushJobs();
    this.model.prune();
  }

  private revision(device: number, slot: string, belief: Belief): number | undefined {
    if (belief === 'none') return undefined;
    if (belief === 'future') return this.model.slot(slot).last + 5;
    return (belief === 'seen' ? this.seen[device]?.get(slot) : this.model.head(slot)?.revision) ?? undefined;
  }

  private look(device: number, slot: string): void {
    this.seen[device]?.set(slot, this.model.head(slot)?.revision ?? 0);
  }

  private async compareHeads(): Promise<void> {
    const { saves } = await this.api.list();
    const heads = [...this.model.slots].filter(([, { head }]) => head !== null);
    assert.deepEqual(
      Object.fromEntries(saves.map(({ slot_name, revision }) => [slot_name, revision])),
      Object.fromEntries(heads.map(([name, { head }]) => [name, head])),
    );
    const { conflicts } = await this.api.conflicts({ limit: 100 });
    assert.deepEqual(
      new Set(conflicts.map(({ conflict_id }) => conflict_id)),
      new Set(this.model.conflicts.map((one) => this.ids.get(one))),
    );
    const { used } = this.model;
    assert.deepEqual(await usage(this.stage.server, testPlayerId(this.name)), { said: used, held: used });
  }

  /** Every revision that is kept, with its data. */
  private async compareAll(): Promise<void> {
    for (const [name, { revisions, head }] of this.model.slots) {
      if (head === null) continue;
      const kept = (await this.api.history({ save_id: name, limit: 100 })).revisions;
      const expected = revisions.map(({ revision, parent }) => [revision, parent, revision === head]);
      assert.deepEqual(
        kept.map((one) => [one.revision, one.parent_revision, one.current]).toReversed(),
        expected,
      );
      for (const { revision, data } of revisions)
        assert.equal((await this.api.get({ save_id: name, revision })).data, data);
    }
  }
}

const based = (revision: number | undefined) => (revision === undefined ? {} : { base_revision: revision });

async function answer(
  call: Promise<unknown>,
): Promise<{ value?: unknown; code?: Extract<Verdict, string>; data?: unknown }> {
  try {
    return { value: await call };
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, data: error.data };
    throw error;
  }
}
