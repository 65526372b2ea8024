/** For whom something is. */
export type Target =
  | { readonly kind: 'all' | 'others' | 'host' | 'server' }
  | { readonly kind: 'group' | 'player'; readonly name: string };

const words = new Set(['all', 'others', 'host', 'server']);
const legacyPrefix = 'player_id_';

/** Reads `all`, `others`, `host`, `server`, `group:<name>` or a player id, also with the prefix `player_id_`. */
export function readTarget(said: string): Target {
  if (words.has(said)) return { kind: said as 'all' };
  if (said.startsWith('group:')) return { kind: 'group', name: said.slice('group:'.length) };
  const name = said.startsWith(legacyPrefix) ? said.slice(legacyPrefix.length) : said;
  return { kind: 'player', name };
}
