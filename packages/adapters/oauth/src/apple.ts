import { importPKCS8, SignJWT } from 'jose';
import type { Adapter, IdentityProvider } from '@aethex/core';
import type { ClientAuth } from 'openid-client';
import { z } from 'zod';
import { Endpoint } from './options.js';
import { discovered } from './oidc/oidc.js';
import { OpenId } from './oidc/open-id.js';
import { provide } from './provide.js';

const AppleOptions = z.strictObject({
  /** The Services ID, such as `org.example.starfall.web`. */
  clientId: z.string().min(1),
  /** Bundle ids of apps, whose identity tokens a game may hand in. */
  otherClientIds: z.array(z.string().min(1)).default([]),
  teamId: z.string().min(1),
  keyId: z.string().min(1),
  /** The text of the `.p8` file. */
  privateKey: z.string().includes('PRIVATE KEY'),
  /** For servers that stand in for Apple. */
  issuer: Endpoint.default('https://appleid.apple.com'),
});

export type AppleOptions = z.input<typeof AppleOptions>;

/** Seconds for which one of the secrets we make is good; Apple takes up to six months. */
const secretLife = 3600;

/** Sign in with Apple: by a browser, or by an identity token of Apple's own libraries. */
export function apple(options: AppleOptions): Adapter<IdentityProvider> {
  const { privateKey, teamId, keyId, ...rest } = AppleOptions.parse(options);
  const secrets = new Secrets({ privateKey, teamId, keyId, clientId: rest.clientId, issuer: rest.issuer });
  const openId = new OpenId({
    ...rest,
    auth: secrets.auth,
    scopes: ['openid', 'email', 'name'],
    // Apple posts the answer whenever a name or an address is asked for.
    extra: { response_mode: 'form_post' },
  });
  return provide({
    name: 'apple',
    title: 'Apple',
    trustsEmail: true,
    ways: {
      begin: (flow) => openId.begin(flow),
      finish: async (back) => {
        await secrets.renew();
        return openId.finish(back);
      },
      verify: (token, nonce) => openId.verify(token, nonce),
    },
    check: () => discovered(openId, 'Apple', rest.issuer),
  });
}

interface SecretFacts {
  readonly privateKey: string;
  readonly teamId: string;
  readonly keyId: string;
  readonly clientId: string;
  readonly issuer: string;
}

/** Client secrets that Apple wants: JWTs of ours, signed with the key of the team. */
class Secrets {
  private secret = '';
  private until = 0;

  constructor(private readonly facts: SecretFacts) {}

  readonly auth: ClientAuth = (_server, client, body) => {
    body.set('client_id', client.client_id);
    body.set('client_secret', this.secret);
  };

  async renew(): Promise<void> {
    if (performance.now() < this.until) return;
    const { privateKey, teamId, keyId, clientId, issuer } = this.facts;
    this.secret = await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .setIssuer(teamId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime(`${secretLife}s`)
      .sign(await importPKCS8(privateKey, 'ES256'));
    this.until = performance.now() + (secretLife - 60) * 1000;
  }
}
