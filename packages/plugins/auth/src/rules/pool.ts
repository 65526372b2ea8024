import { partsOfGameId } from '@aethex/core';

/** Who shares accounts: all games of a deployment, or each game has its own. */
export type Sharing = 'deployment' | 'game';

/**
 * The pool in which the accounts of a game stand. Games that share accounts share them within one environment: who signs
 * in to a game that is being tried out is nobody in the live one.
 */
export function poolOf(gameId: string, sharing: Sharing): string {
  if (sharing === 'game') return gameId;
  const { environment } = partsOfGameId(gameId);
  return environment === 'live' ? 'default' : `default:${environment}`;
}
