import { join } from 'node:path';
import { adapter, type Adapter } from '@aethex/core';
import { z } from 'zod';
import { disk } from './blobs/disk.js';
import { memoryBus } from './bus/memory-bus.js';
import { memoryCache } from './cache/memory-cache.js';
import { tableJobs } from './jobs/table-jobs.js';
import { fileKeys } from './keys/file-keys.js';
import { folderMail } from './mail/folder-mail.js';
import { memoryRelay } from './relay/memory-relay.js';
import { sqlite } from './sqlite/sqlite.js';
import { systemClock } from './system-clock.js';
import { uuidIds } from './uuid-ids.js';

const RestOptions = z.strictObject({
  /** The folder everything lies in. */
  dir: z.string().min(1).default('./aethex-data'),
});

export type RestOptions = z.input<typeof RestOptions>;

/** An adapter for every port that nobody else fills. */
function rest(options: RestOptions = {}): Adapter[] {
  const { dir } = RestOptions.parse(options);
  const all: Adapter[] = [
    sqlite({ file: join(dir, 'aethex.db') }),
    disk({ dir: join(dir, 'blobs') }),
    memoryCache(),
    memoryBus(),
    memoryRelay(),
    tableJobs(),
    folderMail({ dir: join(dir, 'mail') }),
    fileKeys({ dir: join(dir, 'keys') }),
    systemClock(),
    uuidIds(),
  ];
  return all.map((one) => adapter({ ...one, fallback: true }));
}

/** The zero-config set: everything in one folder of one host. */
export const local = Object.freeze({ rest });
