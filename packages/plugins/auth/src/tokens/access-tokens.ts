import { Clock, HttpConfig, Ids } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { AuthConfig } from '../auth.config.js';
import { clockSkew } from '../rules/signing-keys.js';
import { headerOf, tokenParts } from '../rules/token-form.js';
import { TokenKeys } from './token-keys.js';

const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  sid: z.string(),
  gid: z.string(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
  jti: z.string(),
});

/** What an access token says: a player (`sub`) in a session (`sid`) of a game (`gid`); times in seconds since 1970 UTC. */
export type Claims = z.infer<typeof Claims>;

/** Whom a token is made for. */
export interface Bearer {
  readonly playerId: string;
  readonly sessionId: string;
  readonly gameId: string;
  /** The session's last moment. */
  readonly endsAt: Date;
}

/** Makes and reads access tokens: JWTs after RFC 9068, signed with Ed25519 and nothing else (RFC 8725). */
@Injectable()
export class AccessTokens {
  private readonly issuer: string;

  constructor(
    private readonly keys: TokenKeys,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: AuthConfig,
    http: HttpConfig,
  ) {
    this.issuer = config.issuer ?? http.publicUrl ?? 'aethex';
  }

  /** A new token and the seconds it is good for. */
  async make(bearer: Bearer): Promise<{ token: string; expiresIn: number }> {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    const exp = Math.min(now + this.config.tokenLife, Math.floor(bearer.endsAt.getTime() / 1000));
    const claims: Claims = {
      iss: this.issuer,
      aud: this.config.audience,
      sub: bearer.playerId,
      sid: bearer.sessionId,
      gid: bearer.gameId,
      iat: now,
      nbf: now,
      exp,
      jti: this.ids.next(),
    };
    const key = await this.keys.current();
    const token = await new SignJWT(claims).setProtectedHeader(headerOf(key.id)).sign(key.privateKey);
    return { token, expiresIn: exp - now };
  }

  /** What a token says. Fails with `auth.token_invalid` or `auth.token_expired`. */
  async read(token: string): Promise<Claims> {
    const parts = tokenParts(token);
    const key = parts && (await this.keys.find(parts.header));
    if (!key) throw houseError('auth.token_invalid');
    const at = this.clock.now();
    const claims = Claims.safeParse(await this.verified(token, key.publicKey, at));
    if (!claims.success || claims.data.iat > at.getTime() / 1000 + clockSkew)
      throw houseError('auth.token_invalid');
    // The signature's check was lenient by the difference of two clocks; the end of a token is no matter of clocks.
    if (claims.data.exp * 1000 <= at.getTime()) throw houseError('auth.token_expired');
    return claims.data;
  }

  private async verified(token: string, key: Parameters<typeof jwtVerify>[1], at: Date): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        issuer: this.issuer,
        audience: this.config.audience,
        clockTolerance: clockSkew,
        currentDate: at,
      });
      return payload;
    } catch (error) {
      throw houseError(error instanceof errors.JWTExpired ? 'auth.token_expired' : 'auth.token_invalid');
    }
  }
}
