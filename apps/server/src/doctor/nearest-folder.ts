import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** The folder itself, or the nearest above it that exists. */
export const nearestFolder = (dir: string): string => (existsSync(dir) ? dir : nearestFolder(dirname(dir)));
