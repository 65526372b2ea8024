import type { Answer, auth, oauth } from '@aethex/protocol';
import type { CallError, CallOptions, Mode, Reply } from '../../contract-types.js';
import type { ErrorInfo } from '../../result.js';
import type { Player } from '../session.js';

type Contract = typeof oauth;

/** A way of signing in that the server offers. */
export type ProviderInfo = Answer<Contract, 'providers'>['providers'][number];

/** One way into the account, besides a password. */
export type LinkedIdentity = Answer<Contract, 'link'>;

/** What every sign-in answers. `created` tells whether the account is new. */
export type SignedInWith = Answer<typeof auth, 'login'> & { readonly created?: boolean };

/** Waits on this machine for a browser to come back: `loopback()` of `@aethex/client/node` makes one. */
export interface LoopbackListener {
  /** Where the browser comes back to, such as `http://127.0.0.1:49152/`. */
  readonly url: string;
  /** Resolves with the parameters it comes back with. */
  readonly returned: Promise<Readonly<Record<string, string>>>;
  close(): void;
}

/** Shows an address to the player, such as in the browser of the system. */
export type OpenBrowser = (url: string) => unknown;

export type FlowOptions = CallOptions &
  (
    | {
        /** A window beside the game's page. Call it in the handler of a click, or browsers forbid the window. The default. */
        readonly flow?: 'popup';
        /** A registered address on the page's origin. Default the page itself, without its query. */
        readonly returnTo?: string;
      }
    | {
        /** Leaves the page. Call `completeRedirect` when it is there again. */
        readonly flow: 'redirect';
        readonly returnTo?: string;
      }
    | {
        /** A desktop game: the browser comes back to a port of this machine. */
        readonly flow: 'loopback';
        readonly listener: LoopbackListener;
        readonly open: OpenBrowser;
      }
    | {
        /** A game that nobody can come back to: it waits at the server while the player confirms in any browser. */
        readonly flow: 'poll';
        readonly open: OpenBrowser;
      }
  );

export interface DeviceCode {
  /** What the player types: `WDJB-MJHT`. */
  readonly userCode: string;
  /** Where they type it. */
  readonly url: string;
  /** The same address with the code in it, for a QR code. */
  readonly urlWithCode: string;
  /** Seconds until the code is good for nothing. */
  readonly expiresIn: number;
}

export interface DeviceCodeOptions extends CallOptions {
  /** Called once, with what to show. */
  readonly onCode: (code: DeviceCode) => unknown;
}

type SignedReply<M extends Mode, Name extends 'exchange' | 'deviceToken' = 'exchange'> = Reply<
  M,
  SignedInWith,
  FlowError<Name>,
  { readonly user: Player }
>;
/** What the contract says, and what may go wrong on the way to a provider and back. */
type FlowError<Name> = CallError<Contract, Name> | ErrorInfo;

/** Signing in by other means than a password. Its code is loaded with the first call. */
export interface FlowsClient<M extends Mode = 'result'> {
  /** The providers that the server offers, in its order. */
  providers(options?: CallOptions): Reply<M, readonly ProviderInfo[], ErrorInfo>;
  /**
   * Signs in with an account elsewhere. A player who is signed in as a guest stays that guest: use `link`. With `redirect`
   * the promise does not settle, because the page goes away.
   */
  signInWith(provider: string, options?: FlowOptions): SignedReply<M>;
  /** Signs in with a token or ticket of a platform's own library: Steam, Apple, Google. */
  signInWithToken(
    provider: string,
    token: string,
    options?: CallOptions & { readonly nonce?: string },
  ): SignedReply<M>;
  /** Ends a sign-in or a link that left the page. `null` when the page has come from nowhere. */
  completeRedirect(url?: string): Reply<M, SignedInWith | LinkedIdentity | null, ErrorInfo>;
  /** Signs in on a device without a keyboard: shows a code, and waits until it is confirmed elsewhere. */
  deviceCode(options: DeviceCodeOptions): SignedReply<M, 'deviceToken'>;
  /** Adds a way into the account of the signed-in player. A guest becomes a full account by it. */
  link(provider: string, options?: FlowOptions): Reply<M, LinkedIdentity, ErrorInfo>;
  linkToken(
    provider: string,
    token: string,
    options?: CallOptions & { readonly nonce?: string },
  ): Reply<M, LinkedIdentity, ErrorInfo>;
  identities(options?: CallOptions): Reply<M, readonly LinkedIdentity[], ErrorInfo>;
  /** Takes a way in away. The last one cannot go. */
  unlink(identityId: string, options?: CallOptions): Reply<M, null, ErrorInfo>;
  /**
   * For a guest who turns out to have an account: signs in by `signIn`, and gives everything of the guest to that account.
   * When the sign-in fails the guest stays.
   */
  mergeGuest(
    signIn: () => Promise<unknown>,
    options?: CallOptions,
  ): Reply<M, { readonly status: string }, ErrorInfo>;
  /** Proves to a server that no program is at work, where it asks for that; `null` where it does not. Takes a second or two. */
  solveCaptcha(action: string, options?: CallOptions): Reply<M, string | null, ErrorInfo>;
}
