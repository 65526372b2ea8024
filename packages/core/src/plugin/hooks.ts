import type { MethodRef, MethodSpec } from '@aethex/protocol';
import type { z } from 'zod';
import type { Caller } from '../dispatch/caller.js';

type Input<R> = R extends MethodRef<infer S extends MethodSpec> ? z.output<S['input']> : never;
type Output<R> = R extends MethodRef<infer S extends MethodSpec> ? z.input<S['output']> : never;

/** Runs before a method's service. May throw to refuse, or return another input. */
export interface BeforeHook {
  readonly when: 'before';
  readonly method: string;
  readonly run: (input: never, caller: Caller) => unknown;
}

/** Runs after a method has succeeded. Its failure is logged and does not change the answer. */
export interface AfterHook {
  readonly when: 'after';
  readonly method: string;
  readonly run: (output: never, input: never, caller: Caller) => unknown;
}

export type Hook = BeforeHook | AfterHook;

/** Changes or refuses calls of a method on every wire. */
export function before<R extends MethodRef>(
  method: R,
  run: (input: Input<R>, caller: Caller) => Input<R> | void | Promise<Input<R> | void>,
): BeforeHook {
  return { when: 'before', method: method.id, run: run };
}

/** Sees each successful call of a method on every wire. */
export function after<R extends MethodRef>(
  method: R,
  run: (output: Output<R>, input: Input<R>, caller: Caller) => void | Promise<void>,
): AfterHook {
  return { when: 'after', method: method.id, run: run };
}
