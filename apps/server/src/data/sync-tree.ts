import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a folder durable with everything in it, or down to so many levels. */
export function syncTree(folder: string, depth = Number.POSITIVE_INFINITY): void {
  if (depth > 0) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) syncTree(path, depth - 1);
      else sync(path);
    }
  }
  // Windows cannot open a folder to sync it, and does not need it.
  if (process.platform !== 'win32') sync(folder);
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
