import { Db } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SaveRevision } from '../entities/save-revision.entity.js';
import { dataOfBytes, type Encoding } from '../rules/encoding.js';
import { conflictReport } from '../store/conflict-report.js';
import type { OpenConflict } from '../store/open-conflict.js';
import { Reader } from '../store/reader.js';
import type { SaveSummary } from '../store/refusals.js';
import { summaryOf, type NamedSlot } from '../store/summary.js';
import { MergeHook, type MergeVersion } from './merge-hook.js';

/** Gathers the versions of a conflict for the merge hook. */
@Injectable()
export class Merging {
  constructor(
    private readonly db: Db,
    private readonly reader: Reader,
    private readonly hook: MergeHook,
  ) {}

  /** What the hook makes of the versions. Fails with `saves.integrity` when one of the two that differ is damaged. */
  async merge({ conflict, slot, head }: OpenConflict): Promise<{ bytes: Uint8Array; encoding: Encoding }> {
    this.hook.demand();
    const { yours } = conflictReport(conflict, slot, null);
    const mine = versionOf(yours, await this.reader.bytesOfConflict(conflict));
    const theirs = head && versionOf(summaryOf(slot, head), await this.reader.bytesOf(head));
    return this.hook.merge({ base: await this.base(slot, conflict), theirs, mine });
  }

  /** What both were made from; `null` when it is not kept, or damaged. */
  private async base(slot: NamedSlot, conflict: OpenConflict['conflict']): Promise<MergeVersion | null> {
    const row = await this.db.pick(SaveRevision, { slotId: slot.id, revision: conflict.baseRevision });
    if (!row) return null;
    try {
      return versionOf(summaryOf(slot, row), await this.reader.bytesOf(row));
    } catch (error) {
      if (isAethexError(error) && error.code === 'saves.integrity') return null;
      throw error;
    }
  }
}

function versionOf(summary: SaveSummary, bytes: Buffer): MergeVersion {
  if (summary.encoding === 'base64') return { summary, data: undefined, text: undefined, bytes };
  const json = dataOfBytes(bytes, 'json');
  return { summary, data: json.parse(), text: json.text, bytes: undefined };
}
