import { randomBytes } from 'node:crypto';
import {
  createLogger,
  LogConfig,
  Metrics,
  type Adapter,
  type ExternalIdentity,
  type IdentityProvider,
} from '@aethex/core';

/** Where the browser comes back to. */
export const redirectUri = 'https://api.example.org/api/v1/auth/oauth/x/callback';

const context = {
  get: () => {
    throw new TypeError('A provider needs no other part.');
  },
  log: createLogger(new LogConfig({ level: 'silent' } as never)),
  metrics: {} as Metrics,
  share: <T>(_name: string, make: () => T): T => make(),
  onClose: () => undefined,
};

/** The provider of an adapter. */
export const made = async (one: Adapter<IdentityProvider>): Promise<IdentityProvider> => one.create(context);

interface Browser {
  visit(url: string): Promise<URL>;
}

export interface Changes {
  readonly state?: string;
  readonly kept?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly redirectUri?: string;
}

/** A whole sign-in: to the provider, through its pages, and back; `changes` are what somebody else has changed on the way. */
export async function signIn(
  provider: IdentityProvider,
  browser: Browser,
  changes: Changes = {},
  at = redirectUri,
): Promise<ExternalIdentity> {
  const state = randomBytes(16).toString('hex');
  const { url, kept } = await provider.begin({ redirectUri: at, state });
  const back = await browser.visit(url);
  const params = Object.fromEntries(back.searchParams);
  return provider.finish({ redirectUri: at, state, kept, params, ...changes });
}
