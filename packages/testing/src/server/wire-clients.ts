import {
  httpOf,
  pathFields,
  RawJson,
  stringify,
  type AnyContract,
  type ClientOf,
  type ErrorBody,
  type HttpSpec,
  type RpcResponse,
} from '@aethex/protocol';
import { isAethexError } from '@aethex/protocol';
import { Dispatcher, type Identity } from '@aethex/core';
import { Refused } from './refused.js';
import type { TestSocket } from './test-socket.js';

type Call = (method: string, input: unknown) => Promise<unknown>;

/** What a caller shows besides the input. */
export interface Shown {
  readonly token: () => Promise<string | undefined>;
  readonly gameKey?: string | undefined;
}

/** A client of a contract over one wire. */
export function clientOver<C extends AnyContract>(contract: C, call: Call): ClientOf<C> {
  const methods = Object.keys(contract.methods).map((name) => [name, (input: unknown) => call(name, input)]);
  return Object.fromEntries(methods) as ClientOf<C>;
}

/** Calls through the dispatcher, inside the process. */
export function directCall(
  contract: AnyContract,
  dispatcher: Dispatcher,
  who: () => Promise<Identity | null>,
  gameKey?: string,
): Call {
  return async (name, input) => {
    try {
      const origin = { wire: 'direct' as const, requestId: 'test', address: '', userAgent: '' };
      const output = await dispatcher.call({
        method: `${contract.id}.${name}`,
        input,
        identity: await who(),
        ...(gameKey !== undefined && { gameKey }),
        ...origin,
      });
      return asClient(output);
    } catch (error) {
      throw isAethexError(error) ? new Refused(error.toBody('test'), error.look.http) : error;
    }
  };
}

/** Calls `POST /api/v1/rpc`. */
export function rpcCall(contract: AnyContract, url: string, shown: Shown): Call {
  return async (name, input) => {
    const body = stringify({ jsonrpc: '2.0', id: 1, method: `${contract.id}.${name}`, params: input ?? {} });
    const response = await fetch(`${url}/api/v1/rpc`, {
      method: 'POST',
      body,
      headers: await headersOf(shown),
    });
    return unwrapped((await response.json()) as RpcResponse, response.status);
  };
}

/** Calls the routes of a contract. */
export function restCall(contract: AnyContract, url: string, shown: Shown): Call {
  return async (name, input) => {
    const spec = contract.methods[name];
    const http = spec && httpOf(spec);
    if (!http) throw new TypeError(`"${contract.id}.${name}" has no REST route.`);
    const { verb, path, body } = requestOf(http, { ...(input as object | undefined) });
    const response = await fetch(`${url}/api/v1${path}`, {
      method: verb,
      headers: await headersOf(shown, body !== undefined),
      ...(body !== undefined && { body }),
    });
    if (!response.ok)
      throw new Refused(((await response.json()) as { error: ErrorBody }).error, response.status);
    const text = await response.text();
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
}

/** Calls over the socket. */
export function socketCall(contract: AnyContract, socket: () => Promise<TestSocket>): Call {
  return async (name, input) => unwrapped(await (await socket()).rpc(`${contract.id}.${name}`, input));
}

function requestOf(
  http: HttpSpec,
  input: Record<string, unknown>,
): { verb: string; path: string; body?: string } {
  const [verb = '', template = ''] = http.route.split(' ');
  let path = template;
  for (const field of pathFields(template)) {
    path = path.replace(
      `:${field}`,
      encodeURIComponent(`${(input[field] as string | number | undefined) ?? 'me'}`),
    );
    delete input[field];
  }
  if (verb !== 'GET' && verb !== 'DELETE') return { verb, path, body: stringify(input) };
  const query = new URLSearchParams(
    Object.entries(input).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  return { verb, path: query ? `${path}?${query}` : path };
}

async function headersOf({ token, gameKey }: Shown, hasBody = true): Promise<Record<string, string>> {
  const bearer = await token();
  return {
    ...(hasBody && { 'content-type': 'application/json' }),
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(gameKey !== undefined && { 'x-game-key': gameKey }),
  };
}

function unwrapped(response: RpcResponse, status?: number): unknown {
  if ('error' in response) throw new Refused(response.error.data, status);
  return response.result.data;
}

/** An answer as a client sees it: plain JSON. */
const asClient = (output: unknown): unknown =>
  JSON.parse(stringify(output instanceof RawJson ? output.parse() : output)) as unknown;
