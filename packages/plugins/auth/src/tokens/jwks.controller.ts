import { Controller, Get, Header } from '@nestjs/common';
import type { JsonWebKey } from 'node:crypto';
import { TokenKeys } from './token-keys.js';

/** Shows the public keys, so that a studio's own servers can verify tokens by themselves (RFC 7517). */
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: TokenKeys) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  async jwks(): Promise<{ keys: JsonWebKey[] }> {
    const accepted = await this.keys.accepted();
    return {
      keys: accepted.map(({ id, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        use: 'sig',
        alg: 'EdDSA',
        kid: id,
      })),
    };
  }
}
