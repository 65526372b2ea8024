import { houseError, type AethexError, type MethodRef } from '@aethex/protocol';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LimitsConfig } from '../config/sections.js';
import { withScope } from '../db/scope.js';
import { Load } from '../observe/load.js';
import { Logger } from '../observe/logger.js';
import { CallLog } from '../observe/call-log.js';
import { Metrics } from '../observe/metrics.js';
import { isTracing, span } from '../observe/span.js';
import { callersTravel } from '../plugin/api.js';
import type { Hook } from '../plugin/hooks.js';
import { AuditTrailSlot } from '../tenancy/audit-trail.js';
import { GamesSlot, type ShownGameKey } from '../tenancy/games.js';
import { AuthenticatorSlot } from './authenticator-slot.js';
import { callerOf, type Caller, type Identity, type Origin, type Wire } from './caller.js';
import { Limiter } from './limiter.js';
import { MethodRunner, publicError } from './method-runner.js';
import { Once } from './once.js';

/** A call as a wire hands it over. */
export interface Call extends Origin {
  readonly method: string;
  readonly input: unknown;
  /** Whom the wire knows to be calling already, as a socket does. */
  readonly identity?: Identity | null;
  /** A bearer token, when the wire has not looked at it yet. */
  readonly token?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** A public game key, which says for which game somebody who has not signed in calls. */
  readonly gameKey?: string | undefined;
  /** The game of somebody who has not signed in, when it is known already. */
  readonly game?: ShownGameKey;
}

interface Entry {
  readonly runner: MethodRunner;
  readonly seconds: Record<Wire, { observe(value: number): void }>;
}

/**
 * The one way to a service, whatever the wire: find, who, limit, idempotency key, parse, before-hooks, service,
 * output, after-hooks; one span, one log line and one observation of its duration per call.
 */
@Injectable()
export class Dispatcher implements OnModuleInit {
  private readonly entries = new Map<string, Entry>();
  private underWay = 0;
  private tracing = false;

  constructor(
    private readonly authenticator: AuthenticatorSlot,
    private readonly limiter: Limiter,
    private readonly once: Once,
    private readonly metrics: Metrics,
    private readonly log: CallLog,
    private readonly logger: Logger,
    private readonly load: Load,
    private readonly limits: LimitsConfig,
    private readonly games: GamesSlot,
    private readonly audit: AuditTrailSlot,
  ) {}

  onModuleInit(): void {
    this.tracing = isTracing();
  }

  /** Registers a method. Called by the house at boot. */
  register(method: MethodRef, serve: (input: unknown, caller: Caller) => unknown): void {
    const runner = new MethodRunner(method, serve, {
      hookTimeoutMs: this.limits.hookTimeout * 1000,
      log: this.logger,
    });
    this.entries.set(method.id, { runner, seconds: this.metrics.forMethod(method.id) });
  }

  /** Adds a hook to a method. Fails in words when there is no such method. */
  hook(hook: Hook): void {
    const entry = this.entries.get(hook.method);
    if (!entry) throw new Error(`A hook names the method "${hook.method}", which no plugin serves.`);
    entry.runner.addHook(hook);
  }

  find(method: string): MethodRunner | undefined {
    return this.entries.get(method)?.runner;
  }

  /** How many calls are being answered now. */
  get busy(): number {
    return this.underWay;
  }

  /** Answers a call, or fails with an AethexError. */
  async call(call: Call): Promise<unknown> {
    const began = performance.now();
    const entry = this.entries.get(call.method);
    this.underWay += 1;
    let caller: Caller | undefined;
    try {
      if (!entry) throw houseError('request.unknown_method', { method: call.method.slice(0, 128) });
      if (this.load.isTooHigh) throw houseError('server.overloaded', undefined, { retryAfter: 1 });
      const known = this.identify(call);
      const identity = known instanceof Promise ? await known : known;
      caller =
        call.gameKey === undefined
          ? callerOf(identity, call, call.game)
          : callerOf(identity, call, await this.gameOf(call, call.gameKey, identity));
      const output = await this.traced(entry.runner, call, caller);
      this.note(entry, call, caller, began);
      return output;
    } catch (error) {
      const refused = publicError(error);
      this.note(entry, call, caller, began, refused);
      throw refused;
    } finally {
      this.underWay -= 1;
    }
  }

  /** Answers a call from inside, as the caller of the surrounding one. */
  async callAs(method: string, input: unknown, caller: Caller): Promise<unknown> {
    const { who, id, gameId, permissions, sessionId, keyId } = caller;
    const identity =
      who === 'anyone'
        ? null
        : { who, id, gameId, permissions, sessionId, keyId, expiresAt: new Date(8.64e15) };
    const { requestId, address, userAgent } = caller;
    const game = { gameId, keyId };
    return this.call({ method, input, identity, game, wire: 'direct', requestId, address, userAgent });
  }

  /** Notes a request that was refused before it became a call, such as one that is not JSON. */
  noteRefusal(error: AethexError, origin: Origin): void {
    this.metrics.callErrors.inc({ method: 'none', code: error.code });
    const { wire, requestId } = origin;
    this.log.write({ level: 'debug', method: 'none', wire, ms: 0, caller: '', requestId, code: error.code });
  }

  private identify({ identity, token, browserOrigin, address }: Call): Identity | null | Promise<Identity> {
    if (identity !== undefined) return identity;
    return token === undefined ? null : this.authenticator.who(token, { browserOrigin, address });
  }

  /** A key that is not good is refused, and so is one of another game than the token's. */
  private async gameOf(
    { browserOrigin, address }: Call,
    key: string,
    identity: Identity | null,
  ): Promise<ShownGameKey> {
    const game = await this.games.byKey(key, { browserOrigin, address });
    if (!game || (identity && identity.gameId !== game.gameId)) throw houseError('request.game_key_invalid');
    return game;
  }

  private traced(runner: MethodRunner, call: Call, caller: Caller): Promise<unknown> {
    return this.tracing
      ? span(call.method, async () => this.answer(runner, call, caller))
      : this.answer(runner, call, caller);
  }

  private answer(runner: MethodRunner, call: Call, caller: Caller): Promise<unknown> {
    const { spec, id } = runner.method;
    runner.admit(caller);
    this.limiter.check(id, spec.limit, caller);
    if (call.idempotencyKey === undefined || !spec.once) return this.serve(runner, call.input, caller);
    const { idempotencyKey: key, input } = call;
    return this.once.run({ method: id, spec, key, input, caller }, async () =>
      this.serve(runner, input, caller),
    );
  }

  private serve(runner: MethodRunner, input: unknown, caller: Caller): Promise<unknown> {
    const parsed = runner.parse(input);
    const { audited } = runner.method.spec;
    if (audited) return this.onRecord(runner, parsed, caller, audited);
    return this.run(runner, parsed, caller);
  }

  private run(runner: MethodRunner, parsed: unknown, caller: Caller): Promise<unknown> {
    return callersTravel()
      ? withScope({ caller }, () => runner.run(parsed, caller))
      : runner.run(parsed, caller);
  }

  private async onRecord(
    runner: MethodRunner,
    parsed: unknown,
    caller: Caller,
    fields: readonly string[],
  ): Promise<unknown> {
    const all = parsed as Record<string, unknown>;
    const about = Object.fromEntries(
      fields.filter((field) => field in all).map((field) => [field, all[field]]),
    );
    const end = await this.audit.begin({ method: runner.method.id, caller, about });
    try {
      const output = await this.run(runner, parsed, caller);
      await end('done');
      return output;
    } catch (error) {
      await end(publicError(error).code);
      throw error;
    }
  }

  private note(
    entry: Entry | undefined,
    call: Call,
    caller: Caller | undefined,
    began: number,
    error?: AethexError,
  ): void {
    const ms = performance.now() - began;
    const method = entry ? call.method : 'unknown';
    entry?.seconds[call.wire].observe(ms / 1000);
    if (error) this.metrics.callErrors.inc({ method, code: error.code });
    const status = error?.look.http ?? 200;
    this.log.write({
      level: error ? error.look.log : 'info',
      method,
      wire: call.wire,
      ms,
      caller: caller?.id ?? '',
      requestId: call.requestId,
      ...(error && { code: error.code }),
      ...(status >= 500 && { err: error?.cause ?? error }),
    });
  }
}
