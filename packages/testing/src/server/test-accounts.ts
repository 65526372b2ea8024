import { createHash } from 'node:crypto';
import { Authenticator, defaultGame, definePlugin, type Identity, type Undo } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';

/** How a made-up caller may differ from a plain player of the default game. */
export interface TestIdentity {
  readonly who?: Identity['who'];
  readonly gameId?: string;
  readonly permissions?: readonly string[];
  /** ISO 8601; default never. */
  readonly expiresAt?: string;
}

const prefix = 'test.';

/** The id a made-up player always has. */
export function testPlayerId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The token of a made-up caller. */
export function testToken(name: string, about: TestIdentity = {}): string {
  return prefix + Buffer.from(JSON.stringify({ name, ...about })).toString('base64url');
}

/** Believes tokens that say who they are. For tests of plugins that need players and no accounts. */
@Injectable()
class TestAuthenticator extends Authenticator {
  who(token: string): Identity {
    if (!token.startsWith(prefix)) throw houseError('auth.token_invalid');
    const said = JSON.parse(Buffer.from(token.slice(prefix.length), 'base64url').toString()) as {
      name: string;
    } & TestIdentity;
    return {
      who: said.who ?? 'player',
      id: testPlayerId(said.name),
      gameId: said.gameId ?? defaultGame,
      permissions: new Set(said.permissions),
      sessionId: testPlayerId(`session of ${said.name}`),
      expiresAt: new Date(said.expiresAt ?? 8.64e15),
    };
  }

  onEnded(): Undo {
    return async () => undefined;
  }
}

/** Brings made-up callers into a server that has no accounts. */
export const testAccounts = definePlugin({ id: 'testaccounts', authenticator: TestAuthenticator });
