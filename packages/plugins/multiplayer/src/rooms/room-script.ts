import { AethexError, type LeaveReason, type RoomPlayer } from '@aethex/protocol';
import { HookLine } from './hook-line.js';
import type { Hearing } from './member-desk.js';
import { HandlerContext, type ContextEnds } from './room-context.js';
import type { RoomCore } from './room-core.js';
import type { RoomHandler, RoomMessage } from './room-handler.js';
import { RoomHooks } from './room-hooks.js';
import type { HookFailure } from '../multiplayer.metrics.js';
import { andThen, quiet } from './and-then.js';

type Facts = Readonly<Record<string, unknown>>;
/** What becomes of a state that a player sent: `null` nothing, `undefined` what a room without a hook does. */
type Judged = Facts | null | undefined;

/** Runs the hooks of a room’s handler, and whatever else has to happen in their order: nothing of it overlaps. */
export class RoomScript {
  readonly context: HandlerContext;
  /** Who hears messages before they go on; `null` when nobody does. */
  readonly hearing: Hearing | null;
  /** Whether states go to the handler before anybody sees them. */
  readonly judgesStates: boolean;
  private readonly line = new HookLine();
  private readonly hooks: RoomHooks;
  private lastTick: number;

  constructor(
    private readonly core: RoomCore,
    readonly handler: RoomHandler | null,
    ends: ContextEnds & { failed(how: HookFailure, hook: string, cause: unknown): void },
  ) {
    this.context = new HandlerContext(core, ends);
    this.hooks = new RoomHooks(core.house.hooks, (how, hook, cause) => ends.failed(how, hook, cause));
    this.hearing = handler && (handler.onMessage || handler.authoritative) ? this.hearingOf(handler) : null;
    this.judgesStates = handler?.onState !== undefined || handler?.authoritative === true;
    this.lastTick = core.house.monotonic();
  }

  /** Does something behind what is under way, at once when nothing is. */
  run<T>(task: () => T | Promise<T>): T | Promise<T> {
    return this.line.run(task);
  }

  /** Lets the handler make its first state, or gives it the one it had on another node. */
  begin(options: Facts, kept?: { readonly state: unknown }): void | Promise<void> {
    const { handler, context } = this;
    if (kept) context.state = kept.state;
    if (kept || !handler?.create) return undefined;
    const made = this.run(() => this.hooks.call('create', () => handler.create?.(options, this.core.info())));
    return andThen(made, (state) => void (context.state = state));
  }

  /** Asks the handler, and fails with what it says when it refuses. */
  admit(player: { player_id: string; player_data: Facts }): void | Promise<void> {
    const { handler } = this;
    if (!handler?.canJoin) return undefined;
    const asked = this.hooks.call('canJoin', () => handler.canJoin?.(this.context, player) ?? true);
    return andThen(asked, (verdict) => {
      if (verdict !== true) throw new AethexError('forbidden', verdict.code, verdict.message);
    });
  }

  /** What becomes of a state. */
  judge(playerId: string, data: Facts): Judged | Promise<Judged> {
    const { handler } = this;
    if (!handler?.onState) return handler?.authoritative ? null : undefined;
    const judged = quiet(
      this.run(() =>
        this.hooks.call('onState', () => handler.onState?.(this.context, playerId, data) as Judged),
      ),
    );
    return andThen(judged, (state) => (state === undefined && handler.authoritative ? null : state));
  }

  joined(player: RoomPlayer): void {
    this.later('onJoin', (handler) => handler.onJoin?.(this.context, player));
  }

  droppedOut(player: RoomPlayer): void {
    this.later('onDrop', (handler) => handler.onDrop?.(this.context, player));
  }

  cameBack(player: RoomPlayer): void {
    this.later('onResume', (handler) => handler.onResume?.(this.context, player));
  }

  left(player: RoomPlayer, reason: LeaveReason): void {
    this.later('onLeave', (handler) => handler.onLeave?.(this.context, player, reason));
  }

  /** Runs what is to happen when the room closes, after a last word of the handler. */
  closing(end: () => void): void {
    const { handler } = this;
    const said = this.run(() => {
      if (!this.core.isOpen || !handler?.onClose) return undefined;
      return this.hooks.call('onClose', () => handler.onClose?.(this.context));
    });
    void andThen(quiet(said), end);
  }

  tick(): void {
    const { handler } = this;
    if (this.line.isBusy || !handler?.onTick || !this.core.isOpen) return;
    const now = this.core.house.monotonic();
    const seconds = (now - this.lastTick) / 1000;
    this.lastTick = now;
    this.later('onTick', (one) => one.onTick?.(this.context, seconds));
  }

  /** Calls a hook in its turn. A failure has ended the room, and everybody has been told. */
  private later(hook: keyof RoomHandler, run: (handler: RoomHandler) => void | Promise<void>): void {
    const { handler } = this;
    if (!handler?.[hook]) return;
    const called = (): void | Promise<void> => {
      if (this.core.isOpen) return this.hooks.call(hook, () => run(handler));
    };
    try {
      void quiet(this.run(called));
    } catch {
      // As above.
    }
  }

  private hearingOf(handler: RoomHandler): Hearing {
    return {
      isAuthoritative: handler.authoritative === true,
      hear: (said: RoomMessage) => {
        if (!handler.onMessage) return true;
        const goesOn = this.hooks.call('onMessage', () => handler.onMessage?.(this.context, said));
        return andThen(goesOn, (value) => value !== false);
      },
    };
  }
}
