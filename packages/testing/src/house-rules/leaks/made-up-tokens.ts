import { Credentials, definePlugin, type Identity, type Undo } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';

const prefix = 'tst_';

/** A token for anybody, which only a server with `madeUpTokens` believes. */
export const madeUpToken = (who: Identity): string =>
  prefix +
  Buffer.from(
    JSON.stringify({ ...who, permissions: [...who.permissions], expiresAt: who.expiresAt.getTime() }),
  ).toString('base64url');

@Injectable()
class MadeUpCredentials extends Credentials {
  who(token: string): Identity {
    try {
      const said = JSON.parse(Buffer.from(token.slice(prefix.length), 'base64url').toString()) as Identity & {
        permissions: string[];
        expiresAt: number;
      };
      return { ...said, permissions: new Set(said.permissions), expiresAt: new Date(said.expiresAt) };
    } catch (error) {
      throw houseError('auth.token_invalid', undefined, { cause: error });
    }
  }

  onEnded(): Undo {
    return async () => undefined;
  }
}

/** Lets a test be anybody over the wires, beside the accounts a server has. */
export const madeUpTokens = definePlugin({
  id: 'madeuptokens',
  credentials: { [prefix]: MadeUpCredentials },
});
