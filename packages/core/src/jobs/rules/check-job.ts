import type { NewJob } from '../../ports/jobs.js';

export const longestName = 128;
export const longestKey = 255;

/** Throws a `TypeError` in words for a job that one of the engines could not keep. */
export function checkJob({ name, key, tries = 1 }: NewJob): void {
  if (name === '' || name.length > longestName)
    throw new TypeError(`The name of a job has 1 to ${longestName} characters: "${name}".`);
  if (key !== undefined && (key === '' || key.length > longestKey))
    throw new TypeError(`The key of a job has 1 to ${longestKey} characters: "${name}".`);
  if (!Number.isSafeInteger(tries) || tries < 1)
    throw new TypeError(`A job is tried at least once: "${name}" has tries ${tries}.`);
}
