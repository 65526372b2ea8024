import { IdTokenMaker } from './id-token-maker.js';
import { json, StandIn, type Grant } from './stand-in.js';

/** Stands in for Google (https://developers.google.com/identity/openid-connect/openid-connect). */
export class StandInGoogle extends StandIn {
  private readonly idTokens = new IdTokenMaker(() => this.issuer);

  /** What its ID tokens name as their issuer. */
  readonly issuer = 'https://accounts.google.com';

  /** For `google({ …, endpoints })`. */
  get endpoints() {
    return { authorization: `${this.url}/authorize`, token: `${this.url}/token`, keys: `${this.url}/certs` };
  }

  /** An ID token of Google's own libraries on a phone. */
  idToken(nonce?: string): Promise<string> {
    return this.idTokens.make({ person: this.person, nonce }, this.wrong);
  }

  protected async more(grant: Grant): Promise<object> {
    return this.wrong === 'no_id_token' ? {} : { id_token: await this.idTokens.make(grant, this.wrong) };
  }

  protected async other(path: string) {
    return path === '/certs' ? json(await this.idTokens.keys()) : null;
  }
}

/** A server that stands in for Google, started. */
export const standInGoogle = (): Promise<StandInGoogle> => new StandInGoogle().start();
