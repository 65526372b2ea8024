/** The parts of passport's strategies, and of the OAuth client below them, that are used. */
export interface OAuth2 {
  useAuthorizationHeaderforGET(use: boolean): void;
  get(url: string, token: string, tell: (error: unknown, text?: string) => void): void;
}

/** How that client sends a request, which is replaced. */
export type Send = (
  library: unknown,
  options: {
    host: string;
    port: number | string | null;
    path: string;
    method: string;
    headers: Record<string, string>;
  },
  body: string | null,
  tell: (error: unknown, text?: string, response?: unknown) => void,
) => void;

/** What `passport-oauth2` asks of whoever keeps state and verifier. */
export interface StateStore {
  store(
    request: unknown,
    verifier: string,
    state: unknown,
    meta: unknown,
    tell: (error: unknown, state: string) => void,
  ): void;
  verify(
    request: unknown,
    state: string,
    meta: unknown,
    tell: (error: unknown, verifier: string | false, info?: unknown) => void,
  ): void;
}

export interface Strategy {
  authenticate(request: unknown, options: unknown): void;
  authorizationParams(options: unknown): Record<string, string>;
  userProfile(token: string, done: (error: unknown, profile?: unknown) => void): void;
}

/** What a strategy has got when a person said yes. */
export interface Got<Profile = unknown> {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** The answer of the token endpoint. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly profile: Profile;
}

/** What every strategy is made with, besides what is the provider's own. */
export interface Common {
  readonly pkce: true;
  readonly state: true;
  readonly store: StateStore;
  readonly callbackURL: string;
}

export type Verify = (
  accessToken: string,
  refreshToken: string | undefined,
  params: Readonly<Record<string, unknown>>,
  profile: unknown,
  done: (error: unknown, user: Got) => void,
) => void;

/** Makes the strategy of one flow. */
export type MakeStrategy = (common: Common, verify: Verify) => Strategy;

/** The client that a strategy of `passport-oauth2` stands on: "protected", for whoever extends a strategy. */
export const clientOf = (strategy: Strategy): OAuth2 => Reflect.get(strategy, '_oauth2') as OAuth2;
