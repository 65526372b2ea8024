import { Db, type AethexConfig } from '@aethex/core';
import { startAethex, type TestOptions, type TestServer } from '@aethex/testing';
import { authPlugin } from '../src/index.js';

export const password = 'correct horse battery';

type AuthOptions = Parameters<typeof authPlugin>[0];

/** A server with accounts, and room for the many newcomers of a test. */
export function startAuth(
  auth: AuthOptions = {},
  options: TestOptions & AethexConfig = {},
): Promise<TestServer> {
  const roomy = { registrationsPerAddress: 1000, guestsPerAddress: 1000, triesPerAddress: 1000 };
  return startAethex({
    ...options,
    plugins: [authPlugin({ ...roomy, ...auth }), ...(options.plugins ?? [])],
  });
}

/** What there may be in the body of an answer; what there is depends on the method. */
export interface Body {
  readonly user_id: string;
  readonly token: string;
  readonly refresh_token: string;
  readonly device_token: string;
  readonly device_secret: string;
  readonly expires_in: number;
  readonly is_guest: boolean;
  readonly user: { readonly display_name: string; readonly email: string | null };
  readonly error?: { readonly code: string; readonly data?: unknown };
}

/** What a REST call answered, as it stood on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Calls a REST route as a stranger, or with a token. */
export async function call(
  server: TestServer,
  route: string,
  input?: unknown,
  token?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      ...(input !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(input !== undefined && { body: JSON.stringify(input) }),
  });
  const body = JSON.parse((await response.text()) || '{}') as Body;
  return { status: response.status, headers: response.headers, body };
}

/** `200`, or the status and the code of a refusal. */
export async function verdictOf(answer: Promise<Answer>): Promise<string> {
  const { status, body } = await answer;
  return body.error ? `${status} ${body.error.code}` : String(status);
}

/** Whether a token opens the door. */
export const verdictOn = (server: TestServer, token: string): Promise<string> =>
  verdictOf(call(server, 'GET /auth/profile', undefined, token));

/** The value of a metric, all its labels taken together. */
export async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(name) && !line.startsWith('#'));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** How many password hashes some work costs. */
export async function hashesOf(server: TestServer, work: () => Promise<unknown>): Promise<number> {
  const before = await metric(server, 'aethex_auth_password_hashes_total');
  await work();
  return (await metric(server, 'aethex_auth_password_hashes_total')) - before;
}

/** Changes a row by hand, as an operator would. */
export async function sql(
  server: TestServer,
  statement: string,
  values: (string | number | null)[] = [],
): Promise<number> {
  return (await server.get(Db).write((em) => em.run(statement, values))).changed;
}

/** Reads rows by hand. */
export async function rows(
  server: TestServer,
  statement: string,
): Promise<readonly Record<string, unknown>[]> {
  return (await server.get(Db).read((em) => em.run(statement))).rows;
}
