import type { z } from 'zod';
import type { ErrorKind, StandardStatus } from '../errors/error-kinds.js';

/** Who may call: each includes the ones after it, except that `player` needs a player's own id. */
export type Who = 'anyone' | 'player' | 'server' | 'admin';
/** For whom a method is; `signed_in` are players, servers and admins alike. */
export type ForWhom = Who | 'signed_in';

export type HttpVerb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `GET /saves/:user_id`: path parameters carry the names of input fields. */
export type HttpRoute = `${HttpVerb} /${string}`;

/** The finer points of a REST route. A route alone is enough for most methods. */
export interface HttpSpec {
  readonly route: HttpRoute;
  /** Further routes of the same method. */
  readonly also?: readonly HttpRoute[];
  /** Status of success. Default 200, or 204 when the output is `null`. */
  readonly status?: number;
  /** Name of a boolean output field: 201 when it is true. */
  readonly createdWhen?: string;
  /** Request headers that fill input fields, such as `{ 'if-match': 'base_revision' }`. Entity tags lose their quotes; `*` reads as 0. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Output field sent as `ETag` as well. */
  readonly etag?: string;
  /** Input field that takes the raw request body (`application/octet-stream`); the rest comes from path, query and headers. */
  readonly rawInput?: string;
  /** Output field answered as the raw body; the rest is left to the other wires. */
  readonly rawOutput?: string;
}

export interface ErrorSpec {
  readonly kind: ErrorKind;
  readonly status?: StandardStatus;
  readonly message: string;
  readonly data?: z.ZodType;
}

/** A rate limit: at most `times` calls in a window of `seconds`, counted per caller of the given sort. */
export interface LimitSpec {
  readonly per: 'player' | 'address' | 'everyone';
  readonly times: number;
  readonly seconds: number;
}

/** All there is to say about a method: who, how it is reached, what goes in, what comes out and what may go wrong. */
export interface MethodSpec {
  /** One sentence in the imperative, for the reference. */
  readonly summary: string;
  /** Further sentences for the reference. */
  readonly notes?: string;
  readonly who: ForWhom;
  /** A permission the caller must hold besides. */
  readonly needs?: string;
  readonly http?: HttpRoute | HttpSpec;
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  readonly errors?: Readonly<Record<string, ErrorSpec>>;
  readonly limit?: LimitSpec;
  /** Whether a repeated Idempotency-Key returns the first answer. */
  readonly once?: boolean;
  /** Whether the input carries secrets: duplicate keys are refused and no value of it is ever logged. */
  readonly sensitive?: boolean;
  /** The input fields that the audit log keeps of a call. Named, also when empty, each call is written down before it is done. */
  readonly audited?: readonly string[];
  /** What of others it shows on purpose, as a sentence. Without it a house rule demands that strangers see nothing. */
  readonly reveals?: string;
  /** Who may see what it `reveals`: whoever plays the same game, which is the default, or everybody of the deployment but other environments. */
  readonly revealsTo?: 'game' | 'deployment';
  readonly example?: { readonly input: unknown; readonly output: unknown };
}

/** An event of a contract: pushed to a player's sockets, or told to plugins inside the server only. */
export interface EventSpec {
  readonly summary: string;
  readonly to: 'player' | 'plugins';
  readonly data: z.ZodType;
  /** Sockets get it as a frame of this type with the fields of `data`, instead of an `event` frame. */
  readonly frame?: string;
}

export type MethodSpecs = Readonly<Record<string, MethodSpec>>;
export type EventSpecs = Readonly<Record<string, EventSpec>>;
