import { createHash } from 'node:crypto';
import type { ResolvedSection } from '../../config/resolve.js';

/** A short digest of each setting, by its name. Two nodes compare them without showing what they are. */
export type Prints = Readonly<Record<string, string>>;

/** Settings that are a host's own business. */
const own = new Set(['http.host', 'http.port', 'log.level', 'data.dir']);

/** The prints of all settings that nodes should have in common. Secrets are left out: a short digest may be guessed. */
export function printsOf(sections: readonly ResolvedSection[]): Prints {
  const values = sections.flatMap(({ section, list }) =>
    list
      .filter(({ secret }) => !secret)
      .map(({ key, value }) => [`${section.section.id}.${key}`, value] as const)
      .filter(([name]) => !own.has(name)),
  );
  return Object.fromEntries(values.map(([name, value]) => [name, print(value)]));
}

/** The names of the settings in which two nodes differ, in order. */
export function differences(ours: Prints, theirs: Prints): string[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].filter((name) => ours[name] !== theirs[name]).toSorted();
}

const print = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
    .slice(0, 6);
