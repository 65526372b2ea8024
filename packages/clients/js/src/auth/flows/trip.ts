import type { Answer, oauth } from '@aethex/protocol';
import { refusal } from '../../client-errors.js';
import { success, type Result } from '../../result.js';
import { randomKey } from '../../rules/bytes.js';
import { flowRefusal, refusedOnTheWay } from './flow-errors.js';
import type { FlowNeeds } from './flows.js';
import { leave } from './left-page.js';
import { newPkce, type Pkce } from './pkce.js';
import { throughPopup, type Popup } from './popup.js';
import type { FlowOptions, SignedInWith } from './shapes.js';

/** What proves to our server who somebody is at a provider. */
export type Proof =
  | { readonly code: string; readonly code_verifier: string }
  | { readonly token: string; readonly nonce?: string };

type Started = Answer<typeof oauth, 'start'>;

type Intent = 'sign_in' | 'link';
type Made = Proof | { readonly session: SignedInWith };

/** A way to a provider and back. */
export class Trip {
  /** Where a page that goes away leaves something for itself. */
  readonly key: string;

  constructor(private readonly needs: FlowNeeds) {
    this.key = `${needs.settings.namespace}:oauth`;
  }

  async make(provider: string, intent: Intent, options: FlowOptions, popup?: Popup): Promise<Result<Made>> {
    const pkce = await newPkce();
    if (!pkce) return this.closing(popup, flowRefusal('client.insecure_page'));
    const state = randomKey();
    const started = await this.start(provider, intent, { options, pkce, state });
    if (!started.success) return this.closing(popup, started);
    const { url } = started.data;
    if (options.flow === 'redirect') return this.away(provider, intent, { pkce, state, url });
    if (options.flow === 'loopback') {
      await options.open(url);
      return this.proofOf(await options.listener.returned, pkce.verifier, state);
    }
    if (options.flow === 'poll') {
      await options.open(url);
      return this.waited(started.data, pkce, options.signal);
    }
    if (!popup?.window) return flowRefusal('client.popup_blocked');
    const returned = await throughPopup(popup, url, state, options.signal);
    return returned ? this.proofOf({ ...returned }, pkce.verifier, state) : refusal('client.aborted');
  }

  /** The proof in what a browser came back with. */
  proofOf(
    params: Readonly<Record<string, string>>,
    verifier: string,
    state = params['state'],
  ): Result<Proof> {
    const { code, error } = params;
    if (params['state'] !== state) return flowRefusal('client.flow_foreign');
    if (error !== undefined) return refusedOnTheWay(error);
    return code === undefined ? refusal('client.bad_answer') : success({ code, code_verifier: verifier });
  }

  private async start(
    provider: string,
    intent: Intent,
    { options, pkce, state }: { options: FlowOptions; pkce: Pkce; state: string },
  ): Promise<Result<Started>> {
    const returnTo = returnOf(options);
    const { device } = await this.needs.device();
    const input = {
      provider,
      flow: options.flow ?? 'popup',
      intent,
      code_challenge: pkce.challenge,
      client_state: state,
      ...(returnTo !== undefined && { return_to: returnTo }),
      ...(device && { device }),
    };
    const call = { method: 'oauth.start', input, repeatable: false, anonymous: intent === 'sign_in' };
    return this.needs.caller.call(call) as Promise<Result<Started>>;
  }

  private async away(
    provider: string,
    intent: Intent,
    { pkce, state, url }: { pkce: Pkce; state: string; url: string },
  ): Promise<Result<Made>> {
    const { location } = globalThis as { location?: Location };
    const left = leave(this.key, { provider, intent, state, verifier: pkce.verifier });
    if (!left || !location) return flowRefusal('client.popup_blocked');
    location.assign(url);
    return new Promise(() => undefined);
  }

  private async waited(
    { poll_token, expires_in }: Started,
    { verifier }: Pkce,
    signal: AbortSignal | undefined,
  ): Promise<Result<Made>> {
    const until = this.needs.settings.now() + expires_in * 1000;
    while (this.needs.settings.now() < until) {
      if (signal?.aborted) return refusal('client.aborted');
      const { device_token } = await this.needs.device();
      const known = device_token === undefined ? {} : { device_token };
      const input = { poll_token, code_verifier: verifier, ...known };
      const call = { method: 'oauth.wait', input, repeatable: true, anonymous: true, timeoutMs: 40_000 };
      const told = (await this.needs.caller.call({ ...call, ...(signal && { signal }) })) as Result<
        Answer<typeof oauth, 'wait'>
      >;
      if (!told.success) return told;
      if (told.data.session) return success({ session: told.data.session });
      if (told.data.status === 'denied') return refusedOnTheWay('denied');
    }
    return refusedOnTheWay('expired_token');
  }

  private closing(popup: Popup | undefined, refused: Result<never>): Result<never> {
    popup?.window?.close();
    return refused;
  }
}

/** Where the browser comes back to: a page of this origin, or a port of this machine. */
function returnOf(options: FlowOptions): string | undefined {
  if (options.flow === 'poll') return undefined;
  if (options.flow === 'loopback') return options.listener.url;
  const { location } = globalThis as { location?: Location };
  return options.returnTo ?? (location && location.origin + location.pathname);
}
