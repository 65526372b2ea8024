import { createHash, randomBytes } from 'node:crypto';
import type { TestServer } from '@aethex/testing';
import { call, startAuth, type Answer, type Body } from './fixtures.js';
import { testProviders, type Person } from './test-provider.js';

/** Where players reach the server of these specs; a browser of theirs is led to the real one. */
export const publicUrl = 'https://play.example';
/** The one address a sign-in may lead back to. */
export const returnTo = 'https://game.example/signed-in';
/** What is registered at a provider. */
export const callbackOf = (provider: string): string => `${publicUrl}/api/v1/auth/oauth/${provider}/callback`;

export type Providers = ReturnType<typeof testProviders>;

/** A provider whose people are played by a spec. */
export interface Visited {
  person: Person;
  visit(authorizationUrl: string): Promise<URL>;
}

type AuthOptions = NonNullable<Parameters<typeof startAuth>[0]>;

/** A server with providers, reached by players at `publicUrl`. */
export async function startOauth(options: AuthOptions = {}, more: Parameters<typeof startAuth>[1] = {}) {
  const providers = testProviders();
  const adapters = [...Object.values(providers).map((one) => one.adapter), ...(more.adapters ?? [])];
  const server = await startAuth(
    { oauthReturnUrls: [returnTo, 'com.studio.game:/signed-in'], ...options },
    { ...more, adapters, http: { publicUrl } },
  );
  return { server, providers };
}

/** A browser as far as sign-ins need one: it keeps cookies, and follows nothing by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly server: TestServer) {}

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), cookie };
    const there = url.replace(publicUrl, this.server.url);
    const response = await fetch(there, { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.cookies.set(name, value);
    }
    return response;
  }
}

export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** What a sign-in that was begun looks like to the game. */
export interface Begun extends Pkce {
  readonly browser: Browser;
  readonly url: string;
  readonly pollToken: string;
}

/** What a sign-in answers. */
export type SignedIn = Body & { readonly created: boolean };

/** What specs of sign-ins elsewhere do over and over. */
export function oauthSteps<Name extends string>(
  server: () => TestServer,
  providers: () => Readonly<Record<Name, Visited>>,
) {
  const begin = async (provider: string, more: object = {}, token?: string): Promise<Begun> => {
    const pkce = newPkce();
    const input = { flow: 'redirect', code_challenge: pkce.challenge, client_state: 'xyz', ...more };
    const isPoll = (more as { flow?: string }).flow === 'poll';
    const body = { ...(!isPoll && { return_to: returnTo }), ...input };
    const answer = await call(server(), `POST /auth/oauth/${provider}/start`, body, token);
    const { url, poll_token } = answer.body as unknown as { url: string; poll_token: string };
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return { ...pkce, url, pollToken: poll_token, browser: new Browser(server()) };
  };
  /** The browser at the provider, and the address the provider sends it back to. */
  const visit = async (provider: Name, { browser, url }: Begun): Promise<string> => {
    const left = await browser.go(url);
    const there = left.headers.get('location');
    if (!there) throw new Error(`The start led nowhere: ${left.status} ${await left.text()}`);
    return (await providers()[provider].visit(there)).toString();
  };
  /** The parameters the game gets in the end. */
  const back = async (begun: Begun, url: string): Promise<URLSearchParams> => {
    const response = await begun.browser.go(url);
    const location = response.headers.get('location');
    if (!location) throw new Error(`The callback led nowhere: ${response.status} ${await response.text()}`);
    return new URL(location).searchParams;
  };
  const codeFrom = async (provider: Name, begun: Begun): Promise<string> =>
    (await back(begun, await visit(provider, begun))).get('code') ?? '';
  const exchange = (provider: string, code: string, code_verifier: string, more: object = {}) =>
    call(server(), `POST /auth/oauth/${provider}`, { code, code_verifier, ...more });
  return {
    begin,
    visit,
    back,
    codeFrom,
    exchange,
    /** Signs somebody in by the whole way. */
    signIn: async (provider: Name, person: Person): Promise<Answer & { body: SignedIn }> => {
      providers()[provider].person = person;
      const begun = await begin(provider);
      const code = await codeFrom(provider, begun);
      return (await exchange(provider, code, begun.verifier)) as Answer & { body: SignedIn };
    },
    /** A code for `oauth.link` of whoever holds the token. */
    linkOf: async (provider: Name, person: Person, token: string): Promise<Answer> => {
      providers()[provider].person = person;
      const begun = await begin(provider, { intent: 'link' }, token);
      const code = await codeFrom(provider, begun);
      return call(
        server(),
        'POST /auth/identities',
        { provider, code, code_verifier: begun.verifier },
        token,
      );
    },
  };
}

let people = 1000;

/** Somebody nobody has heard of. */
export function somebody(about: Partial<Person> = {}): Person {
  const id = String(++people);
  return { id, email: `p${id}@x.example`, verified: true, name: `P${id}`, ...about };
}
