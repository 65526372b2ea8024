import { generateSync } from 'otplib';
import type { TestServer } from '@aethex/testing';
import { call, password, type Answer, type Body } from './fixtures.js';

/** The code an app shows, so many steps from now. */
export const codeAt = (server: TestServer, secret: string, steps = 0): string =>
  generateSync({
    secret,
    epoch: Math.floor((server.clock?.now() ?? new Date()).getTime() / 1000) + steps * 30,
  });

/** Lets the app show another code. */
export const nextStep = (server: TestServer): void => server.clock?.advance(30_000);

/** Somebody with a second factor. */
export interface Guarded {
  readonly username: string;
  readonly user_id: string;
  readonly token: string;
  readonly refresh_token: string;
  readonly device_token: string;
  readonly secret: string;
  readonly uri: string;
  readonly recovery_codes: readonly string[];
}

/** Registers somebody and turns their second factor on. */
export async function guarded(server: TestServer, username: string): Promise<Guarded> {
  const { body } = await call(server, 'POST /auth/register', { username, password });
  const setup = (await call(server, 'POST /auth/mfa/setup', {}, body.token)).body as Body & {
    secret: string;
    uri: string;
  };
  const { secret, uri } = setup;
  const confirmed = await call(
    server,
    'POST /auth/mfa/confirm',
    { code: codeAt(server, secret) },
    body.token,
  );
  const { recovery_codes } = confirmed.body as Body & { recovery_codes: string[] };
  nextStep(server);
  return { ...body, username, secret, uri, recovery_codes };
}

/** What a sign-in with the right password answers that waits for the second factor. */
export async function halfSignIn(server: TestServer, username: string): Promise<string> {
  return tokenIn(await call(server, 'POST /auth/login', { username, password }));
}

/** The token in a refusal that asks for a second factor. */
export function tokenIn({ body }: Answer): string {
  const { mfa_token = '' } = (body.error?.data ?? {}) as { mfa_token?: string };
  return mfa_token;
}

export const verify = (server: TestServer, mfa_token: string, code: string): Promise<Answer> =>
  call(server, 'POST /auth/mfa/verify', { mfa_token, code });
