import type { Asked } from '@aethex/protocol';
import type { Mode } from '../contract-types.js';
import type { Caller } from '../http/caller.js';
import { inMode } from '../mode.js';
import { failure, success, type ErrorInfo, type Failure, type Result } from '../result.js';
import type { SessionKeeper } from '../auth/session-keeper.js';
import type { Origins } from './origins.js';
import {
  infoOf,
  type OpenConflict,
  type Resolution,
  type Resolved,
  type SaveConflict,
  type SavesContract,
  type SaveSummary,
  type WaysOut,
} from './shapes.js';

/** Shows conflicts with their ways out, and takes those. */
export class Conflicts {
  constructor(
    private readonly caller: Caller,
    private readonly session: SessionKeeper,
    private readonly origins: Origins,
    private readonly mode: Mode,
  ) {}

  /** A conflict with its ways out. `isMine` says that this tab made the refused version. */
  open(conflict: SaveConflict, isMine: boolean): OpenConflict {
    const take = (how: Resolution): Promise<Result<Resolved>> => this.take(conflict.conflict_id, how, isMine);
    const ways = {
      theirs: () => take({ keep: 'theirs' }),
      mine: () => take({ keep: 'mine' }),
      both: (slotName?: string) => take({ keep: 'both', ...(slotName !== undefined && { slotName }) }),
      merge: (data?: unknown) => take({ keep: 'merge', ...(data !== undefined && { data }) }),
    };
    return { ...conflict, resolve: inMode(ways as WaysOut, this.mode) };
  }

  /** A refused save with the ways out. */
  failure(error: ErrorInfo, isMine: boolean): Failure {
    const { resolve } = this.open(error.data as SaveConflict, isMine);
    return failure({ ...error, resolve } as ErrorInfo);
  }

  async take(conflictId: string, how: Resolution, isMine = false): Promise<Result<Resolved>> {
    const input: Asked<SavesContract, 'resolve'> = { conflict_id: conflictId, keep: how.keep };
    if (how.keep === 'both' && how.slotName !== undefined) input.slot_name = how.slotName;
    if (how.keep === 'merge' && how.data !== undefined)
      input.data = how.data as NonNullable<typeof input.data>;
    const call = { method: 'saves.resolve', input, repeatable: true };
    const result = (await this.caller.call(call)) as Result<{
      save: SaveSummary | null;
      copy: SaveSummary | null;
    }>;
    if (!result.success) return result;
    const { save, copy } = result.data;
    // Only what this tab has in its hands may it write over next time.
    if (save && ((how.keep === 'mine' && isMine) || input.data !== undefined)) this.adopt(save);
    return success({ save: save && infoOf(save), copy: copy && infoOf(copy) });
  }

  private adopt({ user_id, slot_name, revision }: SaveSummary): void {
    if (this.session.player?.user_id === user_id) this.origins.set(user_id, slot_name, { revision });
  }
}
