import { environments, gameIdOf, partsOfGameId, type Brand } from '@aethex/core';
import type { games, In } from '@aethex/protocol';
import type { GameKey } from './game-key.entity.js';
import type { Game } from './game.entity.js';

type WireBrand = In<typeof games, 'create'>['brand'];

export const brandOf = ({ name, logo_url, color, support_email }: WireBrand): Partial<Brand> => ({
  ...(name !== undefined && { name }),
  ...(logo_url !== undefined && { logoUrl: logo_url }),
  ...(color !== undefined && { color }),
  ...(support_email !== undefined && { supportEmail: support_email }),
});

const shownBrand = ({ name, logoUrl, color, supportEmail }: Partial<Brand>): WireBrand => ({
  ...(name !== undefined && { name }),
  ...(logoUrl != null && { logo_url: logoUrl }),
  ...(color != null && { color }),
  ...(supportEmail != null && { support_email: supportEmail }),
});

/** A game with the newest public key of each environment. */
export const shownGame = (game: Game, keys: readonly GameKey[]) => ({
  game: game.slug,
  org_id: game.orgId ?? '',
  name: game.name,
  brand: shownBrand(game.brand),
  environments: environments.map((environment) => {
    const gameId = gameIdOf(game.slug, environment);
    const key = keys.find((one) => one.gameId === gameId && one.sort === 'public');
    return { environment, game_id: gameId, public_key: key?.shown ?? null };
  }),
  created_at: game.createdAt.toISOString(),
  deleted_at: game.deletedAt?.toISOString() ?? null,
});

export const shownKey = (key: GameKey) => ({
  key_id: key.id,
  sort: key.sort,
  label: key.label,
  environment: partsOfGameId(key.gameId).environment,
  shown: key.shown,
  scopes: [...key.scopes],
  created_by: key.createdBy,
  created_at: key.createdAt.toISOString(),
  expires_at: key.expiresAt?.toISOString() ?? null,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  replaced_by: key.replacedBy,
});
