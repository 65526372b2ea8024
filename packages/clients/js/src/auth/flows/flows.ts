import { refusal } from '../../client-errors.js';
import type { CallOptions } from '../../contract-types.js';
import type { Caller } from '../../http/caller.js';
import type { Settings } from '../../options.js';
import { success, type Result } from '../../result.js';
import { solveAltcha, type AltchaChallenge } from '../../rules/solve-altcha.js';
import type { SessionKeeper } from '../session-keeper.js';
import { byDeviceCode } from './device-code.js';
import { flowRefusal } from './flow-errors.js';
import { cleanAddress, takeUp } from './left-page.js';
import type { Popup } from './popup.js';
import type { DeviceCodeOptions, FlowOptions, LinkedIdentity, ProviderInfo, SignedInWith } from './shapes.js';
import { Trip, type Proof } from './trip.js';

type TokenOptions = CallOptions & { readonly nonce?: string };

/** What the flows stand on. */
export interface FlowNeeds {
  readonly settings: Settings;
  readonly caller: Caller;
  readonly session: SessionKeeper;
  /** Adds what the device says of itself, and that the server knows it. */
  readonly device: () => Promise<{ readonly device?: object; readonly device_token?: string }>;
  /** Begins the session, and remembers the device. */
  readonly begin: (signedIn: SignedInWith, asked: number) => Promise<void>;
  readonly forgetGuest: () => Promise<void>;
}

/** Signing in by other means than a password. */
export class Flows {
  private readonly trip: Trip;

  constructor(private readonly needs: FlowNeeds) {
    this.trip = new Trip(needs);
  }

  async providers(options?: CallOptions): Promise<Result<readonly ProviderInfo[]>> {
    const told = await this.ask<{ providers: ProviderInfo[] }>('oauth.providers', undefined, options);
    return told.success ? success(told.data.providers) : told;
  }

  async signInWith(
    provider: string,
    options: FlowOptions = {},
    popup?: Popup,
  ): Promise<Result<SignedInWith>> {
    const asked = this.needs.settings.now();
    const proof = await this.trip.make(provider, 'sign_in', options, popup);
    if (!proof.success) return proof;
    if ('session' in proof.data) return this.begun(success(proof.data.session), asked);
    return this.exchange(provider, proof.data, options);
  }

  signInWithToken(
    provider: string,
    token: string,
    options: TokenOptions = {},
  ): Promise<Result<SignedInWith>> {
    return this.exchange(provider, tokenProof(token, options), options);
  }

  async completeRedirect(
    address = globalThis.location?.href,
  ): Promise<Result<SignedInWith | LinkedIdentity | null>> {
    const url = address ? new URL(address) : null;
    if (!url?.searchParams.has('state')) return success(null);
    const left = takeUp(this.trip.key);
    const params = Object.fromEntries(url.searchParams);
    if (globalThis.location?.href === address) cleanAddress(url);
    if (!left || left.state !== params['state']) return flowRefusal('client.flow_foreign');
    const proof = this.trip.proofOf(params, left.verifier);
    if (!proof.success) return proof;
    return left.intent === 'link'
      ? this.linked(left.provider, proof.data)
      : this.exchange(left.provider, proof.data);
  }

  async deviceCode(options: DeviceCodeOptions): Promise<Result<SignedInWith>> {
    const asked = this.needs.settings.now();
    const ask = <T>(name: string, input: object): Promise<Result<T>> =>
      this.ask<T>(name, input, options, true);
    return this.begun(await byDeviceCode(ask, await this.needs.device(), options), asked);
  }

  async link(provider: string, options: FlowOptions = {}, popup?: Popup): Promise<Result<LinkedIdentity>> {
    const proof = await this.trip.make(provider, 'link', options, popup);
    if (!proof.success) return proof;
    return 'session' in proof.data
      ? refusal('client.bad_answer')
      : this.linked(provider, proof.data, options);
  }

  linkToken(provider: string, token: string, options: TokenOptions = {}): Promise<Result<LinkedIdentity>> {
    return this.linked(provider, tokenProof(token, options), options);
  }

  async identities(options?: CallOptions): Promise<Result<readonly LinkedIdentity[]>> {
    const told = await this.ask<{ identities: LinkedIdentity[] }>('oauth.identities', undefined, options);
    return told.success ? success(told.data.identities) : told;
  }

  unlink(identityId: string, options?: CallOptions): Promise<Result<null>> {
    return this.ask('oauth.unlink', { identity_id: identityId }, options);
  }

  async mergeGuest(
    signIn: () => Promise<unknown>,
    options?: CallOptions,
  ): Promise<Result<{ status: string }>> {
    const guest = this.needs.session.player;
    const token = await this.needs.session.token();
    if (!token.success) return token;
    if (!guest?.is_guest || token.data === null) return refusal('client.not_signed_in');
    const answer = (await signIn()) as Result<unknown> | undefined;
    if (answer && 'success' in answer && !answer.success) return answer;
    if (this.needs.session.player?.user_id === guest.user_id) return refusal('client.not_signed_in');
    const merged = await this.ask<{ status: string }>('oauth.merge', { guest_token: token.data }, options);
    if (merged.success) await this.needs.forgetGuest();
    return merged;
  }

  async solveCaptcha(action: string, options: CallOptions = {}): Promise<Result<string | null>> {
    const told = await this.ask<{ provider: string | null; challenge: unknown }>(
      'auth.captcha',
      { action },
      options,
      true,
    );
    if (!told.success) return told;
    const { provider, challenge } = told.data;
    if (provider === null) return success(null);
    if (provider !== 'altcha') return flowRefusal('client.captcha_widget', told.data);
    const solved = await solveAltcha(challenge as AltchaChallenge, options.signal);
    return solved === null ? refusal('client.aborted') : success(solved);
  }

  private async exchange(
    provider: string,
    proof: Proof,
    options?: CallOptions,
  ): Promise<Result<SignedInWith>> {
    const asked = this.needs.settings.now();
    const input = { provider, ...proof, ...(await this.needs.device()) };
    return this.begun(await this.ask<SignedInWith>('oauth.exchange', input, options, true), asked);
  }

  private linked(provider: string, proof: Proof, options?: CallOptions): Promise<Result<LinkedIdentity>> {
    return this.ask('oauth.link', { provider, ...proof }, options);
  }

  private async begun(result: Result<SignedInWith>, asked: number): Promise<Result<SignedInWith>> {
    if (!result.success) return result;
    await this.needs.begin(result.data, asked);
    return { ...result, user: result.data.user } as Result<SignedInWith>;
  }

  private ask<T>(
    method: string,
    input: unknown,
    options: CallOptions = {},
    anonymous = false,
  ): Promise<Result<T>> {
    const { signal, timeoutMs, key } = options;
    const chosen = { ...(signal && { signal }), ...(timeoutMs && { timeoutMs }), ...(key && { key }) };
    const call = { ...chosen, method, input, repeatable: false, anonymous };
    return this.needs.caller.call(call) as Promise<Result<T>>;
  }
}

const tokenProof = (token: string, { nonce }: TokenOptions): Proof => ({
  token,
  ...(nonce !== undefined && { nonce }),
});
