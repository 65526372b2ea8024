import { existsSync, readFileSync } from 'node:fs';
import { compareSnapshots, deprecatedIds } from '@aethex/protocol';

/** One sentence for each break that DEPRECATIONS.md does not announce, with the line that would announce it. */
export function breaksUnannounced(before, after, deprecationsPath) {
  if (before === undefined) return [];
  const announced = deprecatedIds(existsSync(deprecationsPath) ? readFileSync(deprecationsPath, 'utf8') : '');
  return compareSnapshots(JSON.parse(before), after)
    .filter(({ id }) => !announced.has(id))
    .map(
      ({ id, what }) =>
        `${id} ${what}, and clients rely on it. Bring it back, or add to the table in DEPRECATIONS.md:\n` +
        `| \`${id}\` | <version> | <what to use instead> |`,
    );
}
