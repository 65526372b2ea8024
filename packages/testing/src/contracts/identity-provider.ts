import type { ExternalIdentity, IdentityProvider } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';
import { Stage, type Open } from '../harness/stage.js';
import type { Wrong } from '../stand-ins/stand-in.js';
import { assertRefused } from './refused.js';
import { assert, contract, type Promised } from './suite.js';

/** How a provider may be told to answer wrongly on trial. */
export type ProviderMisdeed = Exclude<Wrong, 'takes_codes_twice' | 'takes_any_verifier'>;

/** An identity provider, and what plays the other side. */
export interface IdentityProviderTrial {
  readonly adapter: Awaited<ReturnType<Open<IdentityProvider>>>;
  /** Where the browser may come back to. */
  readonly redirectUri: string;
  /** Plays a browser in which somebody says yes or no: the parameters it comes back with. Left out where none is used. */
  readonly visit?: (url: string, consents: boolean) => Promise<Readonly<Record<string, string>>>;
  /** A token as the platform's own library gives it to a game. Left out where there is none. */
  readonly token?: (nonce: string) => Promise<string>;
  /** Whether such tokens can carry a nonce. Default yes. */
  readonly carriesNonce?: boolean;
  /** Lets the provider answer wrongly in one way from now on. */
  readonly misbehave: (how: ProviderMisdeed) => void;
  /** The ways it can. */
  readonly misdeeds: readonly ProviderMisdeed[];
  /** Whether the address of whoever signs in is unverified from now on. Left out where there are no addresses. */
  readonly unverify?: () => void;
  readonly close: () => Promise<void>;
}

/** An identity provider on stage. */
export interface IdentityProviderStage extends Omit<IdentityProviderTrial, 'adapter'> {
  readonly one: IdentityProvider;
  /** A whole sign-in, on whose way `changes` were made. */
  readonly signIn: (changes?: Partial<SignInWay>) => Promise<ExternalIdentity>;
}

interface SignInWay {
  readonly state: string;
  readonly kept: string;
  readonly redirectUri: string;
  readonly consents: boolean;
}

/** Milliseconds within which a stalled provider must have been given up: 5 seconds, and a slow machine. */
const patience = 9000;

const forged: readonly ProviderMisdeed[] = [
  'wrong_audience',
  'wrong_issuer',
  'expired',
  'unsigned',
  'foreign_key',
  'shared_secret',
];
const unanswering: readonly ProviderMisdeed[] = ['stall', 'status_500'];
const nonsense: readonly ProviderMisdeed[] = ['error_with_200', 'no_access_token', 'garbage'];

const redirectPromises: readonly Promised<IdentityProviderStage>[] = [
  {
    promise: 'begins with the given address and state, with PKCE S256 and, for OpenID, a nonce',
    check: async ({ one, visit, redirectUri }) => {
      if (!visit) return;
      const flows = [
        await one.begin({ redirectUri, state: 's-1' }),
        await one.begin({ redirectUri, state: 's-2' }),
      ];
      const asked = flows.map(({ url }) => new URL(url).searchParams);
      assert.deepEqual(
        asked.map((query) => query.get('state')),
        ['s-1', 's-2'],
      );
      for (const query of asked) {
        assert.equal(query.get('redirect_uri'), redirectUri);
        assert.equal(query.get('code_challenge_method'), 'S256');
        assert.match(query.get('code_challenge') ?? '', /^[\w-]{43}$/);
        if (query.get('scope')?.split(' ').includes('openid'))
          assert.ok((query.get('nonce') ?? '').length >= 16);
      }
      for (const name of ['code_challenge', 'nonce'])
        assert.ok(asked[0]?.get(name) === null || asked[0]?.get(name) !== asked[1]?.get(name), name);
    },
  },
  {
    promise: 'says who signed in, by an issuer and an id that never change',
    check: async ({ visit, signIn }) => {
      if (!visit) return;
      const [first, again] = [await signIn(), await signIn()];
      assert.ok(URL.canParse(first.issuer) && first.subject !== '');
      assert.deepEqual([again.issuer, again.subject], [first.issuer, first.subject]);
    },
  },
  {
    promise: 'finishes no flow with the state or the kept secret of another, and for no other address',
    check: async ({ one, visit, signIn, redirectUri }) => {
      if (!visit) return;
      const { kept } = await one.begin({ redirectUri, state: 'another' });
      const elsewhere = `${redirectUri}/elsewhere`;
      for (const changes of [{ state: 'another' }, { kept }, { redirectUri: elsewhere }])
        assert.ok(
          isAethexError(await signIn(changes).catch((error: unknown) => error)),
          JSON.stringify(changes),
        );
    },
  },
  {
    promise: 'fails with oauth.denied when the person said no',
    check: async ({ visit, signIn }) => {
      if (visit) await assertRefused('oauth.denied', () => signIn({ consents: false }));
    },
  },
  {
    promise:
      'fails with oauth.token_invalid when issuer, audience, end, nonce or signature is not what it must be',
    check: async ({ visit, signIn, misbehave, misdeeds }) => {
      if (!visit) return;
      for (const how of misdeeds.filter((each) => [...forged, 'wrong_nonce', 'no_nonce'].includes(each))) {
        misbehave(how);
        await assertRefused('oauth.token_invalid', () => signIn(), how);
      }
    },
  },
  {
    promise: 'fails with oauth.provider_error when the provider answers what it should not',
    check: async ({ visit, signIn, misbehave, misdeeds }) => {
      if (!visit) return;
      for (const how of misdeeds.filter((each) => nonsense.includes(each))) {
        misbehave(how);
        await assertRefused('oauth.provider_error', () => signIn(), how);
      }
    },
  },
  {
    promise: 'fails with oauth.provider_unavailable when the provider does not answer within 5 seconds',
    check: async ({ visit, signIn, misbehave, misdeeds }) => {
      if (!visit) return;
      await signIn();
      for (const how of misdeeds.filter((each) => unanswering.includes(each))) {
        misbehave(how);
        await assertRefused('oauth.provider_unavailable', () => soon(signIn()), how);
      }
    },
  },
];

const tokenPromises: readonly Promised<IdentityProviderStage>[] = [
  {
    promise: 'knows whom a token of the platform speaks for',
    check: async ({ one, token, carriesNonce = true }) => {
      if (!token) return;
      const expected = carriesNonce ? { nonce: 'nonce-of-the-game' } : {};
      const person = await one.verify(await token('nonce-of-the-game'), expected);
      assert.ok(person && URL.canParse(person.issuer) && person.subject !== '');
    },
  },
  {
    promise: 'takes nothing for a token that is none, or has another nonce',
    check: async ({ one, token }) => {
      for (const each of ['', 'x', 'a.b.c', '00', 'e30.e30.', 'a'.repeat(9000)])
        assert.equal(await one.verify(each, {}), null, each.slice(0, 20));
      if (token) assert.equal(await one.verify(await token('one'), { nonce: 'another' }), null);
    },
  },
  {
    promise: 'fails over a token only with oauth.provider_unavailable and oauth.provider_error',
    check: async ({ one, token, carriesNonce = true, misbehave, misdeeds }) => {
      if (!token) return;
      const text = await token('one');
      for (const how of misdeeds.filter((each) => [...unanswering, ...nonsense].includes(each))) {
        misbehave(how);
        const result = await soon(one.verify(text, carriesNonce ? { nonce: 'one' } : {})).catch(codeOf);
        if (typeof result === 'string') assert.match(result, /^oauth\.provider_(?:unavailable|error)$/, how);
      }
    },
  },
  {
    promise: "takes no token that is expired, forged or for somebody else's game",
    check: async ({ one, token, misbehave, misdeeds }) => {
      if (!token) return;
      for (const how of misdeeds.filter((each) => forged.includes(each))) {
        misbehave(how);
        assert.equal(await one.verify(await token('one'), { nonce: 'one' }), null, how);
      }
    },
  },
];

/** What every `IdentityProvider` promises. */
export const identityProviderPromises: readonly Promised<IdentityProviderStage>[] = [
  {
    promise: 'tells its title and its ways',
    check: async ({ one, visit, token }) => {
      const { title, ways, trustsEmail } = one.about();
      assert.ok(title.trim() !== '' && typeof trustsEmail === 'boolean');
      const played = [...(visit ? ['redirect'] : []), ...(token ? ['token'] : [])];
      for (const way of played) assert.ok((ways as readonly string[]).includes(way), way);
    },
  },
  ...redirectPromises,
  {
    promise: 'calls no address verified that the provider does not call so in this very answer',
    check: async ({ visit, signIn, unverify }) => {
      if (!visit || !unverify) return;
      unverify();
      assert.equal((await signIn()).emailVerified, false);
    },
  },
  ...tokenPromises,
];

/** Tests every promise of `IdentityProvider`. */
export function identityProviderContract(
  trial: () => IdentityProviderTrial | Promise<IdentityProviderTrial>,
): void {
  contract(identityProviderPromises, async () => identityProviderStage(await trial()));
}

/** Puts an identity provider on stage. */
export async function identityProviderStage({
  adapter,
  ...trial
}: IdentityProviderTrial): Promise<IdentityProviderStage> {
  const stage = await Stage.raise(adapter);
  const { one } = stage;
  return {
    ...trial,
    one,
    signIn: (changes = {}) => wholeSignIn(one, trial, changes),
    close: async () => {
      await stage.close();
      await trial.close();
    },
  };
}

async function wholeSignIn(
  one: IdentityProvider,
  { visit, redirectUri }: Pick<IdentityProviderTrial, 'visit' | 'redirectUri'>,
  { consents = true, ...changes }: Partial<SignInWay>,
): Promise<ExternalIdentity> {
  assert.ok(visit, 'no browser is played');
  const state = 'state-of-this-flow';
  const { url, kept } = await one.begin({ redirectUri, state });
  const params = await visit(url, consents);
  return one.finish({ redirectUri, state, kept, params, ...changes });
}

const codeOf = (error: unknown): string => (isAethexError(error) ? error.code : String(error));

async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('It waits for longer than 5 seconds.')), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
