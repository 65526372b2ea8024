import {
  Credentials,
  definePlugin,
  Games,
  type GameFacts,
  type Identity,
  type ShownGameKey,
  type Undo,
} from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';

/** All that a studio may do with players. */
export const allPermissions = ['auth.verify_players', 'auth.read_players', 'auth.moderate'];

/** A secret key of a game with some permissions. */
export const serverKey = (gameId: string, permissions: readonly string[] = allPermissions): string =>
  `ask_${gameId}|${permissions.join()}`;

/** A public key of a game, as a header. */
export const gameKey = (gameId: string): { 'x-game-key': string } => ({ 'x-game-key': `agk_${gameId}` });

@Injectable()
class PretendedKeys extends Credentials {
  who(token: string): Identity {
    const [gameId, permissions] = token.slice('ask_'.length).split('|');
    if (gameId === undefined || permissions === undefined) throw houseError('auth.token_invalid');
    return {
      who: 'server',
      id: `key of ${gameId}`,
      keyId: `key of ${gameId}`,
      gameId,
      permissions: new Set(permissions.split(',')),
      sessionId: token,
      expiresAt: new Date(8.64e15),
    };
  }

  onEnded(): Undo {
    return async () => undefined;
  }
}

@Injectable()
class PretendedGames extends Games {
  byKey(key: string): ShownGameKey | null {
    return key.startsWith('agk_') ? { keyId: key, gameId: key.slice(4) } : null;
  }

  find(gameId: string): Promise<GameFacts> {
    return Promise.resolve({ gameId, environment: 'live', name: gameId, brand: { name: 'Star Fall' } });
  }
}

/** Stands in for the plugin of organizations: games, and keys that say themselves what they may. */
export const pretendKeys = definePlugin({
  id: 'pretendkeys',
  credentials: { ask_: PretendedKeys },
  games: PretendedGames,
});
