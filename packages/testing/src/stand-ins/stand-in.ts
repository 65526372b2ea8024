import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody with an account at a provider. */
export interface StandInPerson {
  readonly id: string;
  readonly email: string | null;
  readonly verified: boolean;
  readonly name: string;
}

/** How a stand-in may answer what it should not. */
export type Wrong =
  | 'error_with_200'
  | 'no_access_token'
  | 'garbage'
  | 'status_500'
  | 'stall'
  | 'wrong_audience'
  | 'wrong_issuer'
  | 'wrong_nonce'
  | 'no_nonce'
  | 'expired'
  | 'unsigned'
  | 'foreign_key'
  | 'shared_secret'
  | 'no_id_token'
  | 'no_subject'
  | 'takes_codes_twice'
  | 'takes_any_verifier';

export interface Grant {
  readonly person: StandInPerson;
  readonly nonce: string | undefined;
}

export interface Form {
  get(name: string): string | null;
}

interface Issued extends Grant {
  readonly redirectUri: string;
  readonly challenge: string | null;
}

type Answer = { readonly status?: number; readonly type?: string; readonly body: string };

/** An answer in JSON. */
export const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });

/** The application that is registered at every stand-in. */
export const standInClient = { clientId: 'client-of-ours', clientSecret: 'secret-of-ours' } as const;

/**
 * A server on this machine that speaks what a provider documents: codes are for one use, one redirect address and whoever has
 * the verifier; it can be told to be wrong.
 */
export abstract class StandIn {
  /** Who is signed in at the provider, in every browser. */
  person: StandInPerson = { id: '1001', email: 'ann@example.org', verified: true, name: 'Ann' };
  /** `null`: the person says no. */
  consents = true;
  wrong: Wrong | null = null;
  /** Paths that were asked for, the oldest first. */
  readonly asked: string[] = [];
  private readonly codes = new Map<string, Issued>();
  private readonly tokens = new Map<string, StandInPerson>();
  private readonly stalled = new Set<ServerResponse>();
  private readonly server = createServer((request, response) => void this.serve(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    for (const response of this.stalled) response.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Plays the browser of the person: the address it is sent back to. */
  async visit(authorizationUrl: string): Promise<URL> {
    const response = await fetch(authorizationUrl, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (!location) throw new Error(`The provider led nowhere: ${response.status} ${await response.text()}`);
    return new URL(location);
  }

  /** What the token endpoint says besides the access token. */
  protected abstract more(grant: Grant): Promise<object> | object;
  /** Answers whatever else the provider has, such as a profile; `null` when there is nothing. */
  protected abstract other(
    path: string,
    about: { person: StandInPerson | null; query: URLSearchParams; request: IncomingMessage },
  ): Promise<Answer | null> | Answer | null;

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.asked.push(url.pathname);
    if (url.pathname === '/authorize') return this.authorize(url.searchParams, response);
    if (this.wrong === 'stall') return void this.stalled.add(response);
    const answer = await this.answerTo(url, request);
    const { status = 200, type = 'application/json', body } = answer ?? { status: 404, body: '{}' };
    response.writeHead(status, { 'content-type': type }).end(body);
  }

  private async answerTo(url: URL, request: IncomingMessage): Promise<Answer | null> {
    if (this.wrong === 'status_500') return { status: 500, body: 'out of order' };
    if (this.wrong === 'garbage')
      return { type: 'text/html', body: '<html><body>Sign in to Wi-Fi</body></html>' };
    if (url.pathname === '/token') return this.exchange(new URLSearchParams(await textOf(request)), request);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const person = this.tokens.get(bearer) ?? null;
    return this.other(url.pathname, { person, query: url.searchParams, request });
  }

  private authorize(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get('redirect_uri') ?? '';
    const isRegistered = query.get('client_id') === standInClient.clientId && URL.canParse(redirectUri);
    if (!isRegistered || query.get('response_type') !== 'code') {
      response.writeHead(400).end('invalid_request');
      return;
    }
    const back = new URL(redirectUri);
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    if (this.consents) back.searchParams.set('code', this.issue(query, redirectUri));
    else back.searchParams.set('error', 'access_denied');
    response.writeHead(302, { location: back.toString() }).end();
  }

  private issue(query: URLSearchParams, redirectUri: string): string {
    const code = randomBytes(16).toString('hex');
    const challenge = query.get('code_challenge_method') === 'S256' ? query.get('code_challenge') : null;
    const nonce = query.get('nonce') ?? undefined;
    this.codes.set(code, { person: this.person, nonce, redirectUri, challenge });
    return code;
  }

  private async exchange(form: Form, request: IncomingMessage): Promise<Answer> {
    const code = form.get('code') ?? '';
    const issued = this.codes.get(code);
    if (this.wrong !== 'takes_codes_twice') this.codes.delete(code);
    if (!this.knowsUs(form, request)) return json({ error: 'invalid_client' }, 401);
    if (!issued || !this.fits(issued, form)) return this.refused();
    if (this.wrong === 'error_with_200') return json({ error: 'bad_verification_code' });
    const token = randomBytes(16).toString('hex');
    this.tokens.set(token, issued.person);
    const more = await this.more(issued);
    const answer = { token_type: 'bearer', expires_in: 3600, refresh_token: `r-${token}`, ...more };
    return json(this.wrong === 'no_access_token' ? answer : { access_token: token, ...answer });
  }

  /** GitHub refuses with a 200, the others with a 400. */
  protected refused(): Answer {
    return json({ error: 'invalid_grant' }, 400);
  }

  private knowsUs(form: Form, request: IncomingMessage): boolean {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const told = basic
      ? Buffer.from(basic, 'base64').toString()
      : `${form.get('client_id')}:${form.get('client_secret')}`;
    return this.isOurs(told.slice(0, told.indexOf(':')), told.slice(told.indexOf(':') + 1));
  }

  protected isOurs(id: string, secret: string): boolean {
    return id === standInClient.clientId && secret === standInClient.clientSecret;
  }

  private fits({ redirectUri, challenge }: Issued, form: Form): boolean {
    if (form.get('grant_type') !== 'authorization_code' || form.get('redirect_uri') !== redirectUri)
      return false;
    if (this.wrong === 'takes_any_verifier') return true;
    const verifier = form.get('code_verifier') ?? '';
    return challenge === createHash('sha256').update(verifier).digest('base64url');
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
