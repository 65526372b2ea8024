import { defaultGame } from '../dispatch/caller.js';

/** Where a game runs: for players, for a last look, or for trying things. */
export const environments = ['live', 'staging', 'dev'] as const;
export type Environment = (typeof environments)[number];

/** A game's own part of `game_id` columns: lower-case words joined by `-`. */
export const gameSlug = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * The id that rows of a game carry. Each environment of a game is a world of its own: `starfall` is live, `starfall:dev`
 * is not, and whatever tells games apart tells environments apart.
 */
export const gameIdOf = (slug: string, environment: Environment): string =>
  environment === 'live' ? slug : `${slug}:${environment}`;

/** The game and the environment of such an id. */
export function partsOfGameId(gameId: string): { slug: string; environment: Environment } {
  const at = gameId.lastIndexOf(':');
  const tail = gameId.slice(at + 1) as Environment;
  return at > 0 && tail !== 'live' && environments.includes(tail)
    ? { slug: gameId.slice(0, at), environment: tail }
    : { slug: gameId || defaultGame, environment: 'live' };
}
