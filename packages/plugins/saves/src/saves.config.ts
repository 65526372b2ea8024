import { bytes, configSection, seconds } from '@aethex/core';
import { z } from 'zod';

/** What players may store and for how long it stays. */
export class SavesConfig extends configSection('saves', {
  maxBytes: bytes('16mb').describe('Largest save, as the player uploads it; at most http.maxUpload.'),
  quota: bytes('1gb').describe(
    'What all saves of one player in one game may take, history and conflicts included.',
  ),
  history: z
    .number()
    .int()
    .positive()
    .default(10)
    .describe('How many revisions of a slot stay, the current one included.'),
  daily: z
    .number()
    .int()
    .nonnegative()
    .default(30)
    .describe('For how many days the last revision of each day (UTC) stays as well.'),
  inlineBytes: bytes('64kb').describe(
    'Up to this size a save lies in the database, beyond it in the BlobStore.',
  ),
  compressFrom: bytes('1kb').describe('From this size on a save is compressed, if that saves a tenth.'),
  metadataCache: seconds('10m').describe('For how long it is remembered where a save is; 0 for never.'),
  merge: z
    .string()
    .min(1)
    .optional()
    .describe('Path or file URL of an ES module whose merge({ base, theirs, mine }) merges conflicts.'),
  mergeTimeout: seconds('2s').describe('Longest time a merge may take.'),
}) {}
