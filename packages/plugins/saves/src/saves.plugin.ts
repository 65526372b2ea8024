import { BlobStore, definePlugin, job, Jobs, KeyRing, serve } from '@aethex/core';
import { saves } from '@aethex/protocol';
import { ConflictsService } from './conflicts.service.js';
import { SaveConflict } from './entities/save-conflict.entity.js';
import { SaveRevision } from './entities/save-revision.entity.js';
import { SaveSlot } from './entities/save-slot.entity.js';
import { SaveUsage } from './entities/save-usage.entity.js';
import { HistoryService } from './history.service.js';
import { CollectOrphans } from './jobs/collect-orphans.js';
import { PruneRevisions } from './jobs/prune-revisions.js';
import { MergeHook } from './merge/merge-hook.js';
import { Merging } from './merge/merging.js';
import { savesMigrations } from './migrations/index.js';
import { ReadingService } from './reading.service.js';
import { SavesBoot } from './saves.boot.js';
import { SavesConfig } from './saves.config.js';
import { SavesKeys } from './saves.keys.js';
import { SavesMerges } from './saves.merges.js';
import { savesMeters } from './saves.meters.js';
import { SavesMetrics } from './saves.metrics.js';
import { SavesPrivacy } from './saves.privacy.js';
import { SlotsService } from './slots.service.js';
import { Catalogue } from './store/catalogue.js';
import { ConflictBook } from './store/conflict-book.js';
import { Heads } from './store/heads.js';
import { History } from './store/history.js';
import { Intake } from './store/intake.js';
import { Ledger } from './store/ledger.js';
import { Packer } from './store/packer.js';
import { Reader } from './store/reader.js';
import { readAny } from './store/refusals.js';
import { Resolutions } from './store/resolutions.js';
import { SlotBook } from './store/slot-book.js';
import { Uploads } from './store/uploads.js';
import { Vault } from './vault/vault.js';

/** Cloud saves: slots, history, and conflicts that lose nothing. */
export const savesPlugin = definePlugin({
  id: 'saves',
  core: '>=0.1.0',
  needs: [BlobStore, Jobs, KeyRing],
  config: SavesConfig,
  serves: [serve(saves, SlotsService, ReadingService, HistoryService, ConflictsService)],
  entities: [SaveSlot, SaveRevision, SaveConflict, SaveUsage],
  migrations: savesMigrations,
  jobs: [
    job('saves.prune', PruneRevisions, { every: '0 4 * * *' }),
    job('saves.collect', CollectOrphans, { every: '30 4 * * *' }),
  ],
  privacy: SavesPrivacy,
  wears: SavesKeys,
  merges: SavesMerges,
  meters: savesMeters,
  permissions: { [readAny]: 'Read what any player of the game has saved.' },
  providers: [
    SavesBoot,
    SavesMetrics,
    Vault,
    SlotBook,
    Ledger,
    History,
    Heads,
    Intake,
    Packer,
    ConflictBook,
    Uploads,
    Reader,
    Catalogue,
    MergeHook,
    Merging,
    Resolutions,
  ],
});
