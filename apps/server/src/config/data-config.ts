import { configSection } from '@aethex/core';
import { z } from 'zod';

/** Where the default server keeps everything. */
export class DataConfig extends configSection('data', {
  dir: z.string().min(1).default('./aethex-data').describe('Folder of the database, blobs, keys and mail.'),
}) {}
