import type { z } from 'zod';
import type { MethodSpec, MethodSpecs } from './method-spec.js';

type MethodsOf<C> = C extends { methods: infer M extends MethodSpecs } ? M : never;
type SpecOf<C, Name extends MethodNames<C>> = MethodsOf<C>[Name] extends infer S extends MethodSpec
  ? S
  : never;

export type MethodNames<C> = keyof MethodsOf<C> & string;

/** What a service receives: the input after parsing. */
export type In<C, Name extends MethodNames<C>> = z.output<SpecOf<C, Name>['input']>;

/** What a service answers: the output before parsing. */
export type Out<C, Name extends MethodNames<C>> = z.input<SpecOf<C, Name>['output']>;

/** What a client sends. */
export type Asked<C, Name extends MethodNames<C>> = z.input<SpecOf<C, Name>['input']>;

/** What a client receives. */
export type Answer<C, Name extends MethodNames<C>> = z.output<SpecOf<C, Name>['output']>;

/** The client's view of a contract: the service's methods minus the caller. */
export type ClientOf<C> = {
  readonly [Name in MethodNames<C>]: Record<never, never> extends Asked<C, Name>
    ? (input?: Asked<C, Name>) => Promise<Answer<C, Name>>
    : (input: Asked<C, Name>) => Promise<Answer<C, Name>>;
};
