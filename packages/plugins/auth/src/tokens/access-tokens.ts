import { verify } from 'node:crypto';
import { Clock, HttpConfig, Ids, type SigningKey } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { AuthConfig } from '../auth.config.js';
import { clockSkew } from '../rules/signing-keys.js';
import { headerOf, tokenParts, type TokenParts } from '../rules/token-form.js';
import { FreshTokens } from './fresh-tokens.js';
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
  private readonly fresh = new FreshTokens();

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
    this.fresh.add(token);
    return { token, expiresIn: exp - now };
  }

  /** What a token says. Fails with `auth.token_invalid` or `auth.token_expired`. */
  async read(token: string): Promise<Claims> {
    const parts = tokenParts(token);
    const key = parts && (await this.keys.find(parts.header));
    if (!key || !this.isSigned(token, parts, key)) throw houseError('auth.token_invalid');
    const claims = Claims.safeParse(JSON.parse(Buffer.from(parts.payload, 'base64url').toString()));
    const now = this.clock.now().getTime() / 1000;
    if (!claims.success || !this.isForUs(claims.data, now)) throw houseError('auth.token_invalid');
    if (claims.data.exp <= now) throw houseError('auth.token_expired');
    return claims.data;
  }

  /** A token we made ourselves a moment ago, to the byte, carries our signature. */
  private isSigned(token: string, { header, payload, signature }: TokenParts, key: SigningKey): boolean {
    if (this.fresh.take(token)) return true;
    const data = Buffer.from(`${header}.${payload}`);
    return verify(null, data, key.publicKey, Buffer.from(signature, 'base64url'));
  }

  /** Clocks of two nodes may differ; when a token begins is lenient by as much, when it ends is not. */
  private isForUs({ iss, aud, iat, nbf }: Claims, now: number): boolean {
    const latest = now + clockSkew;
    return iss === this.issuer && aud === this.config.audience && iat <= latest && nbf <= latest;
  }
}
