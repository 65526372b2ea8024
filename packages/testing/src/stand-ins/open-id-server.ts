import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import { standInClient, type StandInPerson } from './stand-in.js';

/** A real OpenID server (the package `oidc-provider`) on this machine, in whose browser somebody is signed in. */
export interface OpenIdServer {
  readonly issuer: string;
  person: StandInPerson;
  /** Plays the browser of the person: the address it is sent back to. */
  visit(authorizationUrl: string): Promise<URL>;
  stop(): Promise<void>;
}

export interface OpenIdServerOptions {
  /** Where it may send the browser back to, letter by letter. */
  readonly redirectUris: readonly string[];
}

/** Starts one. It demands PKCE, and takes `standInClient` for its client. */
export async function openIdServer({ redirectUris }: OpenIdServerOptions): Promise<OpenIdServer> {
  const library = await import('oidc-provider');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, StandInPerson>();
  const provider = new library.Provider(issuer, configuration(people, redirectUris));
  const answer = provider.callback();
  const running: OpenIdServer = {
    issuer,
    person: { id: 'u-1', email: 'ann@example.org', verified: true, name: 'Ann' },
    visit: (url) => visited(url, redirectUris),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    people.set(running.person.id, running.person);
    return void agree(provider, running.person.id, { request, response });
  });
  return running;
}

/** Signs the person in and lets them agree to whatever is asked. */
async function agree(
  provider: Provider,
  accountId: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } });
}

const configuration = (people: ReadonlyMap<string, StandInPerson>, redirectUris: readonly string[]) => ({
  clients: [
    {
      client_id: standInClient.clientId,
      client_secret: standInClient.clientSecret,
      redirect_uris: [...redirectUris],
      token_endpoint_auth_method: 'client_secret_post' as const,
    },
  ],
  pkce: { required: () => true },
  cookies: { keys: ['of no interest to anybody'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  findAccount: (_context: unknown, id: string) => ({
    accountId: id,
    claims: () => {
      const person = people.get(id);
      return { sub: id, email: person?.email, email_verified: person?.verified, name: person?.name };
    },
  }),
});

/** Follows redirects, with cookies, until one leads back to us. */
async function visited(authorizationUrl: string, redirectUris: readonly string[]): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(authorizationUrl);
  for (let hops = 0; hops < 10; hops += 1) {
    if (redirectUris.some((one) => url.toString().startsWith(one))) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) throw new Error(`The provider led nowhere: ${response.status} ${await response.text()}`);
    url = new URL(location, url);
  }
  throw new Error('The provider leads around in circles.');
}
