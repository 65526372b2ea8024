import type { Answer, Asked, auth } from '@aethex/protocol';
import { refusal } from '../client-errors.js';
import type { CallOptions } from '../contract-types.js';
import type { Call, Caller } from '../http/caller.js';
import type { Undo } from '../listeners.js';
import type { Settings } from '../options.js';
import { success, type ErrorInfo, type Result } from '../result.js';
import type { Locks } from '../storage/locks.js';
import { DeviceMemory } from './device-memory.js';
import type { FlowNeeds, Flows } from './flows/flows.js';
import { openPopup, type Popup } from './flows/popup.js';
import type { DeviceCodeOptions, FlowOptions, FlowsClient, SignedInWith } from './flows/shapes.js';
import type { SessionKeeper } from './session-keeper.js';
import type { Player, SessionChange } from './session.js';

type Contract = typeof auth;
type SignedIn = Answer<Contract, 'login'>;
type Answered<T> = Promise<Result<T, ErrorInfo>>;

/** Methods that may be sent again when their answer got lost. A login is none: each opens a session. */
const repeatable = new Set([
  'register',
  'guest',
  'logout',
  'getProfile',
  'updateProfile',
  'getPlayer',
  'listSessions',
  'revokeSession',
]);

/** Accounts: calls the server, and keeps what it says of session and device. */
export class Accounts {
  private readonly device: DeviceMemory;
  private loading: Promise<Flows | null> | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly caller: Caller,
    private readonly session: SessionKeeper,
    locks: Locks,
  ) {
    this.device = new DeviceMemory(settings, locks);
  }

  get player(): Player | null {
    return this.session.player;
  }

  async ready(): Promise<Player | null> {
    await this.session.restored;
    return this.player;
  }

  onChange(listener: (player: Player | null, why: SessionChange) => void): Undo {
    return this.session.onChange(listener);
  }

  register(input: Asked<Contract, 'register'>, options?: CallOptions): Answered<SignedIn> {
    return this.signIn('register', { ...this.device.label(), ...input }, options);
  }

  async login(input: Asked<Contract, 'login'>, options?: CallOptions): Answered<SignedIn> {
    const token = await this.device.token();
    return this.signIn('login', { ...this.device.label(), ...token, ...input }, options);
  }

  async guest(input?: Asked<Contract, 'guest'>, options?: CallOptions): Answered<SignedIn> {
    const secret = await this.device.guestSecret();
    const result = await this.signIn('guest', { ...this.device.label(), ...secret, ...input }, options);
    // The guest became a full account: the next one is somebody new.
    if (result.error?.code === 'auth.already_linked') await this.device.forgetGuest();
    return result;
  }

  async upgrade(input: Asked<Contract, 'upgrade'>, options?: CallOptions): Answered<Player> {
    const result = await this.profile('upgrade', input, options);
    if (result.success) await this.device.forgetGuest();
    return result;
  }

  /** The second factor of a sign-in that asked for one. */
  mfaVerify(input: object, options?: CallOptions): Answered<SignedIn> {
    return this.signIn('mfaVerify', input, options);
  }

  /** Signs in by other means. A window has to be asked for in the very moment of a click, before anything is loaded. */
  signInWith(provider: string, options?: FlowOptions): Answered<SignedInWith> {
    const popup = popupFor(options);
    return this.through('signInWith', provider, options, popup);
  }

  link(provider: string, options?: FlowOptions): ReturnType<FlowsClient['link']> {
    const popup = popupFor(options);
    return this.through('link', provider, options, popup);
  }

  deviceCode(options: DeviceCodeOptions): Answered<SignedInWith> {
    return this.through('deviceCode', options);
  }

  /** One of the flows, whose code is loaded with the first of them. */
  async through<T>(name: keyof Flows, ...args: readonly unknown[]): Promise<Result<T>> {
    this.loading ??= import('./flows/flows.js').then(({ Flows: Loaded }) => new Loaded(this.flowNeeds()));
    const flows = await this.loading.catch(() => (this.loading = null));
    if (!flows) return refusal('client.offline');
    const flow = flows[name] as (...given: readonly unknown[]) => Promise<Result<T>>;
    return flow.call(flows, ...args);
  }

  async logout(): Answered<null> {
    const params = await this.farewell();
    if (!params) return success(null);
    await this.session.end('signed_out');
    return this.ask('logout', params, { anonymous: true });
  }

  async logoutEverywhere(): Answered<null> {
    const params = await this.farewell();
    if (!params) return refusal('client.not_signed_in');
    return this.session.leave(() =>
      this.ask<null>('logout', { ...params, everywhere: true }, { anonymous: true }),
    );
  }

  getProfile(options?: CallOptions): Answered<Player> {
    return this.profile('getProfile', undefined, options);
  }

  updateProfile(input: Asked<Contract, 'updateProfile'>, options?: CallOptions): Answered<Player> {
    return this.profile('updateProfile', input, options);
  }

  getPlayer(userId: string, options?: CallOptions): Answered<Answer<Contract, 'getPlayer'>> {
    return this.ask('getPlayer', { user_id: userId }, options);
  }

  changePassword(input: Asked<Contract, 'changePassword'>, options?: CallOptions): Answered<null> {
    return this.ask('changePassword', input, options);
  }

  async listSessions(options?: CallOptions): Answered<Answer<Contract, 'listSessions'>['sessions']> {
    const result = await this.ask<Answer<Contract, 'listSessions'>>('listSessions', undefined, options);
    return result.success ? success(result.data.sessions) : result;
  }

  revokeSession(sessionId: string, options?: CallOptions): Answered<null> {
    const call = { ...options, doneBy: 'auth.session_not_found' };
    return this.ask('revokeSession', { session_id: sessionId }, call);
  }

  private async signIn(
    name: 'register' | 'login' | 'guest' | 'mfaVerify',
    input: object,
    options?: CallOptions,
  ): Answered<SignedIn> {
    await this.session.restored;
    const asked = this.settings.now();
    const result = await this.ask<SignedIn>(name, input, { ...options, anonymous: true });
    if (!result.success) return result;
    await this.begin(result.data, asked);
    return { ...result, user: result.data.user } as Result<SignedIn>;
  }

  private async begin(signedIn: SignedInWith, asked: number): Promise<void> {
    await this.device.remember(signedIn);
    await this.session.begin(signedIn, asked);
  }

  private flowNeeds(): FlowNeeds {
    const { settings, caller, session, device } = this;
    return {
      settings,
      caller,
      session,
      device: async () => ({ ...device.label(), ...(await device.token()) }),
      begin: (signedIn, asked) => this.begin(signedIn, asked),
      forgetGuest: () => device.forgetGuest(),
    };
  }

  private async profile(
    name: 'upgrade' | 'getProfile' | 'updateProfile',
    input: object | undefined,
    options?: CallOptions,
  ): Answered<Player> {
    const result = await this.ask<Player>(name, input, options);
    if (!result.success) return result;
    await this.session.update(result.data);
    return { ...result, user: result.data } as Result<Player>;
  }

  /** What says goodbye: the refresh token, which ends the session even when the access token has expired. */
  private async farewell(): Promise<{ refresh_token: string } | null> {
    await this.session.restored;
    const { refreshToken } = this.session;
    return refreshToken === null ? null : { refresh_token: refreshToken };
  }

  private ask<T>(
    name: string,
    input: unknown,
    options: CallOptions & Partial<Pick<Call, 'anonymous' | 'doneBy'>> = {},
  ): Promise<Result<T>> {
    const call = { ...options, method: `auth.${name}`, input, repeatable: repeatable.has(name) };
    return this.caller.call(call) as Promise<Result<T>>;
  }
}

const popupFor = (options: FlowOptions = {}): Popup | undefined =>
  options.flow === undefined || options.flow === 'popup' ? openPopup() : undefined;
