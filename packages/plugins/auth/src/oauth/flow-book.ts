import { Clock, coarseNetwork, Db, Ids, type Caller, type ExternalIdentity, type Unit } from '@aethex/core';
import { oauth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Endings } from '../sessions/endings.js';
import { hashOf, isToken, newToken } from '../tokens/opaque-token.js';
import { OauthFlow } from './oauth-flow.entity.js';
import { identityFrom, OauthSeals } from './oauth-seals.js';
import { verifies } from './rules/pkce.js';

/** Milliseconds a sign-in may take in the browser. */
export const flowLifeMs = 600_000;
/** Milliseconds our own code is good for. */
const codeLifeMs = 60_000;

/** A sign-in as it is begun. */
export type NewFlow = Pick<
  OauthFlow,
  'provider' | 'kind' | 'playerId' | 'codeChallenge' | 'returnTo' | 'clientState' | 'device'
>;

/** Sign-ins in browsers, from their beginning to the moment their outcome is handed over. Every step is taken once. */
@Injectable()
export class FlowBook {
  constructor(
    private readonly db: Db,
    private readonly seals: OauthSeals,
    private readonly endings: Endings,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Notes a new sign-in. `handle` goes into the address the browser opens, `pollToken` to a game that waits. */
  async begin(
    about: NewFlow,
    caller: Caller,
  ): Promise<{ flow: OauthFlow; handle: string; pollToken: string }> {
    const handle = newToken('aof');
    const pollToken = newToken('aop');
    const createdAt = this.clock.now();
    const flow: OauthFlow = {
      ...about,
      id: this.ids.next(),
      gameId: caller.gameId,
      status: 'open',
      handleHash: hashOf(handle),
      stateHash: null,
      cookieHash: null,
      codeHash: null,
      codeEndsAt: null,
      pollHash: about.kind === 'poll' ? hashOf(pollToken) : null,
      network: coarseNetwork(caller.address),
      sealed: null,
      keyId: null,
      sessionId: null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + flowLifeMs),
    };
    await this.db.write((em) => em.add(OauthFlow, flow));
    return { flow, handle, pollToken };
  }

  /** The sign-in that an address of ours was made for, while no browser has come back from it. */
  async byHandle(handle: string, provider: string): Promise<OauthFlow | null> {
    if (!isToken('aof', handle)) return null;
    const flow = await this.db.pick(OauthFlow, { handleHash: hashOf(handle) });
    return flow?.status === 'open' && flow.provider === provider && this.isLive(flow) ? flow : null;
  }

  /** Sends the browser away, bound to the cookie it now has. A second time makes the first one void. */
  async leave({ id }: OauthFlow, kept: string, { state, cookie }: LeaveSecrets): Promise<void> {
    const sealed = await this.seals.seal('auth.oauthFlow', id, { kept });
    const secrets = { stateHash: hashOf(state), cookieHash: hashOf(cookie), ...sealed };
    await this.db.write((em) => em.change(OauthFlow, { id, status: 'open' }, secrets));
  }

  /**
   * Takes the sign-in that a browser came back from, once, with what the provider needs again. Fails with
   * `oauth.state_invalid` when another browser began it, it is too old, or it was taken before.
   */
  async comeBack(
    state: string,
    cookie: string | undefined,
    provider: string,
  ): Promise<{ flow: OauthFlow; kept: string }> {
    const flow = isToken('aos', state) ? await this.db.pick(OauthFlow, { stateHash: hashOf(state) }) : null;
    const isBound = cookie !== undefined && flow?.cookieHash === hashOf(cookie);
    if (!flow || !isBound || flow.provider !== provider || !this.isLive(flow)) throw stateInvalid();
    if (!(await this.step(flow, 'open', { status: 'returning' }))) throw stateInvalid();
    const { kept } = (await this.seals.open('auth.oauthFlow', flow.id, flow.sealed)) as { kept: string };
    return { flow, kept };
  }

  /** Keeps who came back, and returns the code that stands for it. */
  async keep(flow: OauthFlow, identity: ExternalIdentity): Promise<string> {
    const code = newToken('aoc');
    const sealed = await this.seals.seal('auth.oauthFlow', flow.id, identity);
    const isPoll = flow.kind === 'poll';
    const codeEndsAt = isPoll ? flow.expiresAt : new Date(this.clock.now().getTime() + codeLifeMs);
    const status = isPoll ? 'asking' : 'returned';
    await this.step(flow, 'returning', { status, codeHash: hashOf(code), codeEndsAt, ...sealed });
    return code;
  }

  /** Ends a sign-in that came to nothing. */
  async fail(flow: OauthFlow): Promise<void> {
    await this.step(flow, 'returning', { status: 'denied', sealed: null, keyId: null });
  }

  /** What a player who was asked has decided, in the browser that was asked. Fails with `oauth.state_invalid`. */
  async decide(code: string, cookie: string | undefined, approve: boolean): Promise<OauthFlow> {
    const flow = isToken('aoc', code) ? await this.db.pick(OauthFlow, { codeHash: hashOf(code) }) : null;
    const isBound = cookie !== undefined && flow?.cookieHash === hashOf(cookie);
    if (!flow || !isBound || !this.isLive(flow)) throw stateInvalid();
    const change: Partial<OauthFlow> = approve
      ? { status: 'ready' }
      : { status: 'denied', sealed: null, keyId: null };
    if (!(await this.step(flow, 'asking', change))) throw stateInvalid();
    return flow;
  }

  /**
   * Takes what a code stands for, once, for whoever has the verifier and in the same game. A second time ends the
   * session of the first (O11). Fails with `oauth.code_invalid`.
   */
  async redeem(code: string, verifier: string, to: Pick<OauthFlow, 'provider' | 'gameId'>): Promise<Taken> {
    const flow = isToken('aoc', code) ? await this.db.pick(OauthFlow, { codeHash: hashOf(code) }) : null;
    if (!flow || flow.kind === 'poll') throw codeInvalid();
    if (flow.status === 'done') await this.revoke(flow);
    const isTheirs = flow.provider === to.provider && flow.gameId === to.gameId;
    if (!isTheirs || !verifies(verifier, flow.codeChallenge)) throw codeInvalid();
    if ((flow.codeEndsAt ?? flow.createdAt) <= this.clock.now()) throw codeInvalid();
    return this.take(flow, 'returned');
  }

  /** The sign-in a game waits for. Fails with `oauth.code_invalid` when there is none, or for another game or verifier. */
  async waiting(pollToken: string, verifier: string, gameId: string): Promise<OauthFlow> {
    const flow = isToken('aop', pollToken)
      ? await this.db.pick(OauthFlow, { pollHash: hashOf(pollToken) })
      : null;
    if (!flow || flow.gameId !== gameId || !verifies(verifier, flow.codeChallenge)) throw codeInvalid();
    if (flow.status === 'done' || !this.isLive(flow)) throw codeInvalid();
    return flow;
  }

  /** Takes the outcome, once. Fails with `oauth.code_invalid` when somebody else was faster. */
  async take(flow: OauthFlow, from: 'returned' | 'ready'): Promise<Taken> {
    if (flow.status !== from) throw codeInvalid();
    const identity = identityFrom(await this.seals.open('auth.oauthFlow', flow.id, flow.sealed));
    if (!(await this.step(flow, from, { status: 'done', sealed: null, keyId: null }))) throw codeInvalid();
    return { flow, identity };
  }

  /** Notes inside a write which session a sign-in has led to. Fails with `oauth.code_invalid` when its code was shown again meanwhile. */
  async noteSession(em: Unit, { id }: OauthFlow, sessionId: string): Promise<void> {
    const changed = await em.change(OauthFlow, { id, status: 'done', sessionId: null }, { sessionId });
    if (changed === 0) throw codeInvalid();
  }

  private async revoke({ id }: OauthFlow): Promise<never> {
    await this.db.write(async (em) => {
      await em.change(OauthFlow, { id }, { status: 'denied' });
      const ended = await em.pick(OauthFlow, { id });
      if (ended?.sessionId) await this.endings.end(em, ended.sessionId, 'code_reused');
    });
    throw codeInvalid();
  }

  private async step({ id }: OauthFlow, from: OauthFlow['status'], to: Partial<OauthFlow>): Promise<boolean> {
    return (await this.db.write((em) => em.change(OauthFlow, { id, status: from }, to))) > 0;
  }

  private isLive({ expiresAt }: OauthFlow): boolean {
    return expiresAt > this.clock.now();
  }
}

/** What binds a sign-in to a browser. */
export interface LeaveSecrets {
  readonly state: string;
  readonly cookie: string;
}

/** A sign-in whose outcome was taken. */
export interface Taken {
  readonly flow: OauthFlow;
  readonly identity: ExternalIdentity;
}

const stateInvalid = () => oauth.error('exchange', 'state_invalid');
const codeInvalid = () => oauth.error('exchange', 'code_invalid');
