import type { AnyContract, Answer, Asked, HouseErrorCode, MethodNames } from '@aethex/protocol';
import type { ClientErrorCode } from './client-errors.js';
import type { ErrorInfo, Failure, Success } from './result.js';

/** Whether calls answer a result or throw what went wrong. */
export type Mode = 'result' | 'throw';

/** What a call answers. `Extra` stands beside `data` in the results of success, and may be read off any result. */
export type Reply<M extends Mode, T, E, Extra = unknown> = Promise<
  M extends 'throw' ? T : (Success<T> & Extra) | (Failure<E> & { readonly [Name in keyof Extra]?: undefined })
>;

/** What comes out of a schema, by the interface all schemas share (standardschema.dev). */
type OutputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer Output }
    ? Output
    : unknown
  : unknown;

type MethodsOf<C> = C extends { readonly methods: infer M } ? M : never;
type SpecOf<C, Name> = Name extends keyof MethodsOf<C> ? MethodsOf<C>[Name] : never;
type ErrorsOf<C, Name> = SpecOf<C, Name> extends { readonly errors: infer E } ? E : Record<never, never>;
type DataOf<E> = E extends { readonly data: infer D } ? OutputOf<D> : undefined;
type IdOf<C> = C extends { readonly id: infer Id extends string } ? Id : string;

type DeclaredError<C, Name> = {
  [Code in keyof ErrorsOf<C, Name> & string]: ErrorInfo<
    `${IdOf<C>}.${Code}`,
    DataOf<ErrorsOf<C, Name>[Code]>
  >;
}[keyof ErrorsOf<C, Name> & string];

/** Everything a method may fail with: what its contract declares, what the house may say, what the client itself may. */
export type CallError<C, Name> = DeclaredError<C, Name> | ErrorInfo<HouseErrorCode | ClientErrorCode>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds one try may take. */
  readonly timeoutMs?: number;
  /** An idempotency key of your own: the same key never has its effect twice. Default a new one for each call. */
  readonly key?: string;
}

/** A contract's methods as a client calls them. */
export type ContractClient<C, M extends Mode = 'result'> = {
  readonly [Name in MethodNames<C>]: Record<never, never> extends Asked<C, Name>
    ? (input?: Asked<C, Name>, options?: CallOptions) => Reply<M, Answer<C, Name>, CallError<C, Name>>
    : (input: Asked<C, Name>, options?: CallOptions) => Reply<M, Answer<C, Name>, CallError<C, Name>>;
};

export interface UseOptions<Name extends string = string> {
  /** The wire the calls take. Default `http`. */
  readonly over?: 'http' | 'socket';
  /**
   * Methods that may be sent again after an answer got lost: those that change nothing, and those the contract calls
   * `once`. A client that is given the contract itself reads it there.
   */
  readonly repeatable?: readonly Name[];
}

type EventsOf<C> = C extends { readonly id: infer Id extends string; readonly events: infer E }
  ? {
      [Name in keyof E & string as `${Id}.${Name}`]: E[Name] extends { readonly data: infer D }
        ? OutputOf<D>
        : unknown;
    }
  : never;

/** A listener and what it listens to, for each event of a contract. `at` is the server's clock, in ms. */
export type EventListener<C> = C extends AnyContract
  ? {
      [Name in keyof EventsOf<C> & string]: [
        event: Name,
        listener: (data: EventsOf<C>[Name], at: number) => void,
      ];
    }[keyof EventsOf<C> & string]
  : never;
