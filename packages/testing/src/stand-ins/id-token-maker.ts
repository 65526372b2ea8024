import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { standInClient, type Grant, type Wrong } from './stand-in.js';

interface Pair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

const newPair = (): Promise<Pair> => generateKeyPair('RS256', { extractable: true });

/** Makes the ID tokens of a stand-in, right ones and wrong ones. */
export class IdTokenMaker {
  private readonly own = newPair();
  private readonly foreign = newPair();

  constructor(private readonly issuer: () => string) {}

  /** The key set, as it is published. */
  async keys(): Promise<{ keys: JWK[] }> {
    const jwk = await exportJWK((await this.own).publicKey);
    return { keys: [{ ...jwk, kid: 'of-the-stand-in', alg: 'RS256', use: 'sig' }] };
  }

  async make(grant: Grant, wrong: Wrong | null): Promise<string> {
    const claims = this.claimsOf(grant, wrong);
    if (wrong === 'unsigned') return new UnsecuredJWT(claims).encode();
    if (wrong === 'shared_secret')
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(standInClient.clientSecret.padEnd(32, '-')));
    const { privateKey } = await (wrong === 'foreign_key' ? this.foreign : this.own);
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'of-the-stand-in' }).sign(privateKey);
  }

  private claimsOf({ person, nonce }: Grant, wrong: Wrong | null): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    const age = wrong === 'expired' ? 7200 : 0;
    return {
      iss: wrong === 'wrong_issuer' ? 'https://accounts.evil.example' : this.issuer(),
      aud: wrong === 'wrong_audience' ? 'client-of-somebody-else' : standInClient.clientId,
      iat: now - age,
      exp: now - age + 3600,
      ...(wrong !== 'no_subject' && { sub: person.id }),
      ...(nonce !== undefined &&
        wrong !== 'no_nonce' && { nonce: wrong === 'wrong_nonce' ? 'another' : nonce }),
      ...(person.email !== null && { email: person.email, email_verified: person.verified }),
      name: person.name,
    };
  }
}
