import {
  houseError,
  isAethexError,
  rawPaths,
  type AethexError,
  type MethodRef,
  type RawPath,
  type ForWhom,
  type Who,
} from '@aethex/protocol';
import type { Logger } from '../observe/logger.js';
import type { AfterHook, BeforeHook } from '../plugin/hooks.js';
import type { Caller } from './caller.js';
import { parseInput } from './parse.js';

type Serve = (input: unknown, caller: Caller) => unknown;

/** One method with everything around its service that does not depend on the call. */
export class MethodRunner {
  private readonly before: BeforeHook[] = [];
  private readonly after: AfterHook[] = [];
  /** Where the input holds JSON that the service receives as written. */
  readonly rawInputs: readonly RawPath[];

  constructor(
    readonly method: MethodRef,
    private readonly serve: Serve,
    private readonly options: { readonly hookTimeoutMs: number; readonly log: Logger },
  ) {
    this.rawInputs = rawPaths(method.spec.input);
  }

  addHook(hook: BeforeHook | AfterHook): void {
    if (hook.when === 'before') this.before.push(hook);
    else this.after.push(hook);
  }

  /** Refuses a caller of the wrong sort. */
  admit(caller: Caller): void {
    const { who, needs } = this.method.spec;
    if (!includes(who, caller.who))
      throw caller.who === 'anyone' ? houseError('request.unauthenticated') : houseError('request.forbidden');
    if (needs !== undefined && !caller.permissions.has(needs))
      throw houseError('request.forbidden', { needs });
  }

  parse(input: unknown): unknown {
    return parseInput(this.method.spec, input);
  }

  /** before-hooks, service, output, after-hooks. */
  async run(parsed: unknown, caller: Caller): Promise<unknown> {
    let input = parsed;
    for (const hook of this.before) input = await this.throughHook(hook, input, caller);
    const output = this.checked(await this.serve(input, caller));
    for (const hook of this.after) await this.tellHook(hook, output, input, caller);
    return output;
  }

  private async throughHook(hook: BeforeHook, input: unknown, caller: Caller): Promise<unknown> {
    const changed = await this.inTime(Promise.resolve(hook.run(input as never, caller)));
    return changed === undefined ? input : changed;
  }

  /** What was done is done: a hook that fails afterwards is reported and changes nothing. */
  private async tellHook(hook: AfterHook, output: unknown, input: unknown, caller: Caller): Promise<void> {
    try {
      await this.inTime(Promise.resolve(hook.run(output as never, input as never, caller)));
    } catch (error) {
      this.options.log.error({ err: error, method: this.method.id }, 'a hook after a call failed');
    }
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(houseError('hooks.timeout', { method: this.method.id })),
        this.options.hookTimeoutMs,
      );
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes off what the contract does not promise, and fails when something it promises is missing. */
  private checked(output: unknown): unknown {
    const parsed = this.method.spec.output.safeParse(output ?? null);
    if (parsed.success) return parsed.data;
    throw new TypeError(
      `"${this.method.id}" answered what its contract does not promise: ${parsed.error.message}`,
    );
  }
}

function includes(wanted: ForWhom, who: Who): boolean {
  if (wanted === 'anyone' || wanted === who) return true;
  if (wanted === 'signed_in') return who !== 'anyone';
  return wanted === 'server' && who === 'admin';
}

/** Anything that is not in our words becomes one fixed sentence; the truth goes to the log. */
export function publicError(error: unknown): AethexError {
  return isAethexError(error) ? error : houseError('server.internal', undefined, { cause: error });
}
