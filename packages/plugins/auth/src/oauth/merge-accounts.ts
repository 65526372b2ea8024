import { Clock, Db, PluginHost, type JobRun, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AccountMerge } from './account-merge.entity.js';

interface Task {
  readonly merge_id: string;
  readonly guest_id: string;
  readonly games: readonly string[];
}

/**
 * Gives everything of a guest to the account that stays, and erases the guest when all of it is there. Every step may be
 * done again, so that a crash between any two of them ends complete.
 */
@Injectable()
export class MergeAccounts implements Worker {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
  ) {}

  async run({ data }: JobRun): Promise<void> {
    const task = data as unknown as Task;
    const id = task.merge_id;
    const merge = await this.db.pick(AccountMerge, { id });
    // Without its row the account that was to stay has been erased, and the guest goes the same way.
    if (merge?.status === 'merging') await this.give(task, merge.intoId);
    if (merge?.status !== 'merged') await this.erase(task);
    await this.db.write((em) =>
      em.change(AccountMerge, { id, status: 'merging' }, { status: 'merged', mergedAt: this.clock.now() }),
    );
  }

  private async give({ guest_id: from, games }: Task, into: string): Promise<void> {
    for (const gameId of games)
      for (const { hooks } of this.host.merging()) await hooks.merge({ from, into, gameId });
  }

  /** The account itself goes last: without it nobody knows what else there was. */
  private async erase({ guest_id: playerId, games }: Task): Promise<void> {
    const all = this.host.privacy();
    const others = all.filter(({ plugin }) => plugin !== 'auth');
    const own = all.filter(({ plugin }) => plugin === 'auth');
    for (const { hooks } of [...others, ...own])
      for (const gameId of games) await hooks.erase({ playerId, gameId });
  }

  // The host stands above the plugins and is not to be had while they are made.
  private get host(): PluginHost {
    return this.modules.get(PluginHost, { strict: false });
  }
}
