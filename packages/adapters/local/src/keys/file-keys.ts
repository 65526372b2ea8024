import { resolve } from 'node:path';
import { adapter, BootError, Clock, KeyRing, type Adapter } from '@aethex/core';
import { z } from 'zod';
import { folderError } from '../files/file-errors.js';
import { KeyFolder } from './key-folder.js';
import { closes, StoredKeys } from './stored-keys.js';

const FileKeysOptions = z.strictObject({
  /** The folder the keys lie in. Keep it out of the backups of the data it closes, and keep a backup of it. */
  dir: z.string().min(1),
});

export type FileKeysOptions = z.input<typeof FileKeysOptions>;

/** Keys in private files of this host, made at the first start. */
export function fileKeys(options: FileKeysOptions): Adapter<KeyRing> {
  const dir = resolve(FileKeysOptions.parse(options).dir);
  return adapter<KeyRing>({
    port: KeyRing,
    name: 'file',
    reach: 'host',
    needs: [Clock],
    about: { dir },
    create: async ({ get }) => {
      const keys = new StoredKeys(new KeyFolder(dir), get(Clock));
      await keys.load().catch((error: unknown) => {
        throw error instanceof BootError ? error : folderError(dir, error, 'fileKeys({ dir })');
      });
      return keys;
    },
    check: async (keys) => [
      {
        what: `The keys in "${dir}" close and open`,
        ok: await closes(keys),
        fix: 'Restore the folder from a backup.',
      },
    ],
  });
}
