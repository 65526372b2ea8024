import type { z } from 'zod';
import type { ErrorSpec } from '../contract/method-spec.js';
import { lookOf, type ErrorLook } from '../errors/error-kinds.js';
import { houseErrors, type HouseErrorCode } from '../errors/house-errors.js';
import type { MethodFacts, RouteFacts } from './method-facts.js';

/** An error a method can answer with. */
export interface ErrorFacts {
  /** `saves.conflict` */
  readonly code: string;
  readonly message: string;
  readonly data: z.ZodType | undefined;
  readonly look: ErrorLook;
  /** Whether the house answers it, around the service, and not the method's own contract. */
  readonly isHouse: boolean;
}

/** The errors a method declares itself. */
export function declaredErrors({ contract, spec }: MethodFacts): ErrorFacts[] {
  return Object.entries(spec.errors ?? {}).map(([name, error]) =>
    factsOf(`${contract}.${name}`, error, false),
  );
}

/** The errors of the house that a method can answer with on a REST route, or on JSON-RPC when no route is given. */
export function houseErrorsOf(method: MethodFacts, route?: RouteFacts): ErrorFacts[] {
  const call = { method, body: route ? bodyOf(route) : 'params', isGet: route?.verb === 'GET' } as const;
  const codes = Object.keys(houseErrors) as HouseErrorCode[];
  return codes.filter((code) => reach[code](call)).map(houseFacts);
}

/** What there is to know of one of the house's own errors. */
export const houseFacts = (code: HouseErrorCode): ErrorFacts => factsOf(code, houseErrors[code], true);

function factsOf(code: string, error: ErrorSpec, isHouse: boolean): ErrorFacts {
  return { code, message: error.message, data: error.data, look: lookOf(error), isHouse };
}

interface CallFacts {
  readonly method: MethodFacts;
  /** `params` is JSON-RPC, whose envelope was read before the method was found. */
  readonly body: 'none' | 'json' | 'raw' | 'params';
  readonly isGet: boolean;
}

function bodyOf({ verb, rawBody }: RouteFacts): CallFacts['body'] {
  if (rawBody !== undefined) return 'raw';
  return verb === 'GET' || verb === 'DELETE' ? 'none' : 'json';
}

type Reach = (call: CallFacts) => boolean;
const always: Reach = () => true;
/** Answered before a method is found, or to whoever opens a socket. */
const never: Reach = () => false;
const overRest: Reach = ({ body }) => body !== 'params';
const withBody: Reach = ({ body }) => body === 'json' || body === 'raw';
const withJson: Reach = ({ body }) => body === 'json' || body === 'params';
const withToken: Reach = ({ method }) => method.spec.who !== 'anyone';
const once: Reach = ({ method }) => method.spec.once === true;

/** Which calls meet which error of the house. Every code is named, so that a new one is thought about. */
const reach: Readonly<Record<HouseErrorCode, Reach>> = {
  'request.malformed': ({ body }) => body === 'json',
  'request.envelope': never,
  'request.batch_too_long': never,
  'request.unknown_method': never,
  'request.unknown_route': never,
  'request.invalid': always,
  'request.unknown_field': always,
  'request.poisoned': withJson,
  'request.duplicate_key': (call) => withJson(call) && call.method.spec.sensitive === true,
  'request.too_deep': withJson,
  'request.too_large': withBody,
  'request.unsupported_type': withBody,
  'request.timeout': withBody,
  'request.unauthenticated': withToken,
  'auth.token_invalid': withToken,
  'auth.token_expired': withToken,
  'auth.session_revoked': withToken,
  'auth.reauth_required': withToken,
  'request.forbidden': withToken,
  'request.game_key_invalid': always,
  'keys.browser': withToken,
  'quota.exceeded': ({ isGet }) => !isGet,
  'quota.hold_over': never,
  'request.rate_limited': always,
  'request.refused': overRest,
  'idem.in_flight': once,
  'idem.mismatch': once,
  'idem.key_invalid': once,
  'hooks.timeout': always,
  'db.busy': always,
  'db.unavailable': always,
  'server.storage_full': ({ isGet }) => !isGet,
  'server.draining': never,
  'server.overloaded': always,
  'server.unavailable': always,
  'server.internal': always,
  'ws.origin': never,
  'ws.upgrade_required': never,
  'ws.too_many': never,
  'ws.unknown_type': never,
  'ws.binary': never,
};
