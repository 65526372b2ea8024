import type { Answer, Asked, auth } from '@aethex/protocol';
import type { CallError, CallOptions, ContractClient, Mode, Reply } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import type { ErrorInfo } from '../result.js';
import type { FlowsClient, SignedInWith } from './flows/shapes.js';
import type { Player, SessionChange } from './session.js';

type Contract = typeof auth;
type Method = keyof Contract['methods'];
type Input<Name extends Method> = Asked<Contract, Name>;

/** What the client adds of itself, because it knows the device. */
type Own = 'device' | 'device_token';

/** What a sign-in answers: `user` stands beside `data` too, so that `result.user.username` reads. */
export type SignInReply<M extends Mode, Name extends 'register' | 'login' | 'guest'> = Reply<
  M,
  Answer<Contract, Name>,
  CallError<Contract, Name>,
  { readonly user: Player }
>;

type AuthReply<M extends Mode, Name extends Method, T = Answer<Contract, Name>> = Reply<
  M,
  T,
  CallError<Contract, Name>
>;
type ProfileReply<M extends Mode, Name extends 'upgrade' | 'getProfile' | 'updateProfile'> = Reply<
  M,
  Player,
  CallError<Contract, Name>,
  { readonly user: Player }
>;

/** What the client does by itself, beside asking: it keeps the session and knows the device. */
interface OwnAuth<M extends Mode> {
  /** Who is signed in, or `null`. */
  readonly player: Player | null;
  /** Resolves when the kept session has been read: at once, unless the storage answers later. */
  ready(): Promise<Player | null>;
  /** Tells of sign-ins, refreshes and endings, those of other tabs included. */
  onChange(listener: (player: Player | null, why: SessionChange) => void): Undo;

  /** Creates an account and signs in. Give an email, a username, or both. */
  register(input: Omit<Input<'register'>, Own>, options?: CallOptions): SignInReply<M, 'register'>;
  /** Signs in with an email or a username and a password. */
  login(input: Omit<Input<'login'>, Own>, options?: CallOptions): SignInReply<M, 'login'>;
  /** Plays without an account. The same device is the same guest again, as long as its storage lives. */
  guest(input?: Omit<Input<'guest'>, Own>, options?: CallOptions): SignInReply<M, 'guest'>;
  /** Turns the signed-in guest into a full account. Nothing is lost. */
  upgrade(input: Input<'upgrade'>, options?: CallOptions): ProfileReply<M, 'upgrade'>;
  /** Signs out here in any case. An error says that the server has not heard of it. */
  logout(): AuthReply<M, 'logout'>;
  /** Ends all sessions of the player. On an error nothing has ended. */
  logoutEverywhere(): AuthReply<M, 'logout'>;

  getProfile(options?: CallOptions): ProfileReply<M, 'getProfile'>;
  /** Changes the own profile. Fields that are left out stay. */
  updateProfile(input: Input<'updateProfile'>, options?: CallOptions): ProfileReply<M, 'updateProfile'>;
  /** The public profile of a player. */
  getPlayer(userId: string, options?: CallOptions): AuthReply<M, 'getPlayer'>;
  /** Every other session of the player ends. */
  changePassword(input: Input<'changePassword'>, options?: CallOptions): AuthReply<M, 'changePassword'>;
  /** The player's sessions, the latest used first. */
  listSessions(
    options?: CallOptions,
  ): AuthReply<M, 'listSessions', Answer<Contract, 'listSessions'>['sessions']>;
  revokeSession(sessionId: string, options?: CallOptions): AuthReply<M, 'revokeSession'>;
}

/** Methods of the contract that answer a session, and `refresh`, which nobody has to call. */
type Kept = 'mfaVerify' | 'refresh';

/**
 * Accounts and the session of this device. Tokens are kept, shared by tabs and refreshed without being asked. Methods of the
 * contract that are not named here are called as they are.
 */
export type AuthClient<M extends Mode = 'result'> = OwnAuth<M> &
  FlowsClient<M> & {
    /** The second factor of a sign-in that was answered by `auth.mfa_required`. */
    mfaVerify(
      input: { readonly mfa_token: string; readonly code: string },
      options?: CallOptions,
    ): Reply<M, SignedInWith, ErrorInfo, { readonly user: Player }>;
  } & Omit<ContractClient<Contract, M>, keyof OwnAuth<M> | keyof FlowsClient<M> | Kept>;
