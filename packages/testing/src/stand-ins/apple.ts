import { decodeJwt } from 'jose';
import { IdTokenMaker } from './id-token-maker.js';
import { json, StandIn, standInClient, type Grant } from './stand-in.js';

/** Stands in for Apple (https://developer.apple.com/documentation/signinwithapplerestapi). */
export class StandInApple extends StandIn {
  private readonly idTokens = new IdTokenMaker(() => this.url);

  /** An identity token of Apple's own libraries. */
  idToken(nonce?: string): Promise<string> {
    return this.idTokens.make({ person: this.person, nonce }, this.wrong);
  }

  protected async more(grant: Grant): Promise<object> {
    return this.wrong === 'no_id_token' ? {} : { id_token: await this.idTokens.make(grant, this.wrong) };
  }

  protected async other(path: string) {
    if (path === '/keys') return json(await this.idTokens.keys());
    if (path !== '/.well-known/openid-configuration') return null;
    return json({
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    });
  }

  /** Apple's secrets are JWTs of the team, about the client, for Apple. */
  protected override isOurs(id: string, secret: string): boolean {
    if (id !== standInClient.clientId) return false;
    const { sub, aud, iss, exp = 0 } = decodeJwt(secret);
    return sub === id && aud === this.url && iss === 'TEAM' && exp > Date.now() / 1000;
  }
}

/** A server that stands in for Apple, started. */
export const standInApple = (): Promise<StandInApple> => new StandInApple().start();
