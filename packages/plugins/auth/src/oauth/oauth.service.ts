import type { Caller, Serves } from '@aethex/core';
import { houseError, oauth, type In, type Out } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { GameKeys } from '../accounts/game-keys.js';
import type { Way } from '../auth.metrics.js';
import { DeviceBook } from '../sessions/device-book.js';
import type { DeviceFacts } from '../sessions/device-facts.js';
import { SignIn } from '../sessions/sign-in.js';
import { BoundProviders } from './bound-providers.js';
import { ExternalEntry } from './external-entry.js';
import { ExternalLinks, type Vouched } from './external-links.js';
import { FlowBook, flowLifeMs } from './flow-book.js';
import { FlowNews } from './flow-news.js';
import { FlowStart } from './flow-start.js';
import type { OauthFlow } from './oauth-flow.entity.js';

type Served = Pick<Serves<typeof oauth>, 'providers' | 'start' | 'exchange' | 'wait'>;

/** Milliseconds a game that waits is kept waiting for an answer. */
const longestWait = 25_000;

/** What a sign-in is opened with. */
interface Arriving {
  readonly caller: Caller;
  readonly device: DeviceFacts | undefined;
  readonly deviceToken: string | undefined;
  /** The sign-in in a browser that it came by. */
  readonly flow: OauthFlow | null;
}

/** Signing in with an account elsewhere. */
@Injectable()
export class OauthService implements Served {
  constructor(
    private readonly bound: BoundProviders,
    private readonly begin: FlowStart,
    private readonly flows: FlowBook,
    private readonly news: FlowNews,
    private readonly entry: ExternalEntry,
    private readonly links: ExternalLinks,
    private readonly accounts: AccountStore,
    private readonly devices: DeviceBook,
    private readonly signIn: SignIn,
    private readonly gameKeys: GameKeys,
  ) {}

  async providers() {
    const providers = this.bound.list().map(({ name, provider }) => {
      const { title, ways } = provider.about();
      return { name, title, ways: [...ways] };
    });
    return { providers };
  }

  async start(input: In<typeof oauth, 'start'>, caller: Caller) {
    this.gameKeys.demand(caller);
    const isLink = input.intent === 'link';
    if (isLink && caller.who !== 'player') throw houseError('request.unauthenticated');
    const { url, pollToken } = await this.begin.begin(
      {
        provider: input.provider,
        kind: input.flow,
        playerId: isLink ? caller.id : null,
        codeChallenge: input.code_challenge,
        returnTo: input.return_to ?? null,
        clientState: input.client_state ?? null,
        device: input.device ?? null,
      },
      caller,
    );
    const poll_token = input.flow === 'poll' ? pollToken : null;
    return { url, poll_token, expires_in: flowLifeMs / 1000, interval: 1 };
  }

  async exchange(input: In<typeof oauth, 'exchange'>, caller: Caller) {
    this.gameKeys.demand(caller);
    const { provider, device, device_token: deviceToken } = input;
    const { flow, vouched } = await this.proven(input, caller, null);
    return this.open(
      vouched,
      { caller, device: device ?? flow?.device ?? undefined, deviceToken, flow },
      provider,
    );
  }

  async wait(input: In<typeof oauth, 'wait'>, caller: Caller): Promise<Out<typeof oauth, 'wait'>> {
    const { poll_token, code_verifier, device_token: deviceToken } = input;
    const until = performance.now() + longestWait;
    for (;;) {
      const flow = await this.flows.waiting(poll_token, code_verifier, caller.gameId);
      if (flow.status === 'denied') return { status: 'denied', session: null };
      if (flow.status === 'ready') {
        const { identity } = await this.flows.take(flow, 'ready');
        const arriving = { caller, device: flow.device ?? undefined, deviceToken, flow };
        const session = await this.open({ provider: flow.provider, identity }, arriving, flow.provider);
        return { status: 'signed_in', session };
      }
      if (performance.now() >= until || !this.news.isOpen) return { status: 'pending', session: null };
      await this.news.pause(flow.id);
    }
  }

  /** Who somebody is, by the code of a browser's sign-in or by a token of a platform. */
  async proven(
    { provider, code, code_verifier: verifier, token, nonce }: Proof,
    caller: Caller,
    playerId: string | null,
  ): Promise<{ vouched: Vouched; flow: OauthFlow | null }> {
    if (token !== undefined && code === undefined) {
      const identity = await this.bound.verify(provider, token, nonce);
      return { vouched: { provider, identity }, flow: null };
    }
    this.bound.find(provider);
    if (code === undefined || verifier === undefined || token !== undefined)
      throw houseError('request.invalid', undefined, {
        message: 'Send `code` with `code_verifier`, or `token`.',
      });
    const { flow, identity } = await this.flows.redeem(code, verifier, { provider, gameId: caller.gameId });
    // A code made for one account is worth nothing to another, nor for a sign-in.
    if (flow.playerId !== playerId) throw oauth.error('exchange', 'code_invalid');
    return { vouched: { provider, identity }, flow };
  }

  private async open(vouched: Vouched, arriving: Arriving, provider: string) {
    const { caller, device, deviceToken, flow } = arriving;
    const way: Way = `oauth:${provider}`;
    const link = await this.links.find(this.accounts.poolOf(caller.gameId), vouched.identity);
    const account = link && (await this.accounts.byId(link.playerId));
    const known = await this.devices.find(account, deviceToken);
    const { opened, created } = await this.entry.enter(
      vouched,
      { way, caller, device, known },
      async (em, { session }) => {
        if (flow) await this.flows.noteSession(em, flow, session.id);
      },
    );
    return { ...(await this.signIn.answer(opened, way)), created };
  }
}

/** What shows who somebody is at a provider. */
export type Proof = Pick<In<typeof oauth, 'link'>, 'provider' | 'code' | 'code_verifier' | 'token' | 'nonce'>;
