import { refusal } from '../client-errors.js';
import type { CallOptions } from '../contract-types.js';
import type { SessionKeeper } from '../auth/session-keeper.js';
import type { Settings } from '../options.js';
import { failure, success, type ErrorInfo, type Result } from '../result.js';
import type { RetryPolicy } from '../rules/back-off.js';
import { randomKey } from '../rules/bytes.js';
import { encode, revive } from '../rules/codec.js';
import { sendOnce } from './http-wire.js';
import { retrying } from './retrying.js';

/** A call of a method, on whichever wire. */
export interface Call extends CallOptions {
  /** `saves.put` */
  readonly method: string;
  /** The JSON of the parameters. */
  readonly params: string;
  /** Whether it may be sent again when its answer got lost. */
  readonly repeatable: boolean;
  /** Says nothing of who calls. */
  readonly anonymous?: boolean;
  /** The only player it may be made as. */
  readonly player?: string;
  readonly policy?: RetryPolicy;
  /** The code that says of a repeated call that its first try has done it. */
  readonly doneBy?: string;
}

/** Bytes that go to a route as they are. */
export type Upload = Pick<Call, 'player' | 'key'> & {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** How one attempt is sent. */
export type Send = (call: Call & { readonly key: string }) => Promise<Result<unknown>>;

/** Errors after which a fresh token may help. They come before any effect, so the call is made again. */
const staleToken = new Set(['auth.token_expired', 'auth.token_invalid', 'request.unauthenticated']);

/** Makes calls: with a token that is good, again when that is safe, and never twice with effect. */
export class Caller {
  constructor(
    private readonly settings: Settings,
    private readonly session: SessionKeeper,
  ) {}

  /** Calls a method with an input that becomes JSON. */
  async call(
    call: Omit<Call, 'params'> & { readonly input?: unknown },
    over?: Send,
  ): Promise<Result<unknown>> {
    const params = paramsOf(call.input, this.settings);
    return params.success ? this.run({ ...call, params: params.data }, over) : params;
  }

  async run(call: Call, over: Send = (one) => this.overHttp(one)): Promise<Result<unknown>> {
    const { key = randomKey(), repeatable, signal, policy = this.settings.retry } = call;
    const result = await retrying({ policy, repeatable, signal }, async (tries) => {
      const answer = await over({ ...call, key });
      return tries > 1 && answer.error && answer.error.code === call.doneBy ? success(null) : answer;
    });
    return result.success ? success(revive(result.data, this.settings.types)) : result;
  }

  upload({ path, bytes, key = randomKey(), player }: Upload): Promise<Result<unknown>> {
    const request = { verb: 'PUT', path, body: bytes, key, timeoutMs: undefined, signal: undefined } as const;
    const asked = { policy: this.settings.retry, repeatable: true, signal: undefined };
    return retrying(asked, () =>
      this.signedIn(player, (token) => sendOnce(this.settings, { ...request, token })),
    );
  }

  private overHttp(call: Call & { readonly key: string }): Promise<Result<unknown>> {
    const { method, params, key, timeoutMs, signal } = call;
    const body = `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":${params}}`;
    const request = { verb: 'POST', path: 'rpc', body, key, timeoutMs, signal } as const;
    const send = (token: string | null): Promise<Result<unknown>> =>
      sendOnce(this.settings, { ...request, token });
    return call.anonymous ? send(null) : this.signedIn(call.player, send);
  }

  /** Sends with the session's token, and once more with a fresh one when the server finds it stale. */
  private async signedIn(
    player: string | undefined,
    send: (token: string | null) => Promise<Result<unknown>>,
  ): Promise<Result<unknown>> {
    const token = await this.tokenOf(player);
    if (!token.success) return token;
    const result = await send(token.data);
    if (result.success || token.data === null) return result;
    if (result.error.code === 'auth.session_revoked') await this.session.end('revoked', token.data);
    if (!staleToken.has(result.error.code)) return result;
    const fresh = await this.session.renew(token.data);
    if (!fresh.success) return fresh;
    return this.isStill(player) ? send(fresh.data) : refusal('client.not_signed_in');
  }

  private async tokenOf(player: string | undefined): Promise<Result<string | null>> {
    const token = await this.session.token();
    return this.isStill(player) ? token : refusal('client.not_signed_in');
  }

  private isStill(player: string | undefined): boolean {
    return player === undefined || this.session.player?.user_id === player;
  }
}

/** The JSON of an input, or `client.not_json`. */
export function paramsOf(input: unknown, { types }: Pick<Settings, 'types'>): Result<string, ErrorInfo> {
  try {
    return success(encode(input ?? {}, types));
  } catch (cause) {
    const { error } = refusal('client.not_json', { data: { reason: String(cause) } });
    return failure(error);
  }
}
