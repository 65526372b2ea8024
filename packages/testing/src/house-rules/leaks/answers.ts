import { setTimeout as sleep } from 'node:timers/promises';
import { Dispatcher, type Identity } from '@aethex/core';
import { stringify, type AnyContract, type MethodSpec } from '@aethex/protocol';
import { Refused } from '../../server/refused.js';
import type { TestServer } from '../../server/start-aethex.js';
import { clientOver, directCall, restCall } from '../../server/wire-clients.js';

export interface Method {
  readonly contract: AnyContract;
  readonly name: string;
  readonly spec: MethodSpec;
}

export const idOf = ({ contract, name }: Method): string => `${contract.id}.${name}`;

/** What came back: `null` as code when it was answered. */
export interface Answer {
  readonly code: string | null;
  readonly status: number;
  /** The output, or message and data of the error, as JSON. */
  readonly text: string;
  readonly output: unknown;
}

export type Ask = (method: Method, input: unknown) => Promise<Answer>;
export type AskAs = (who: Identity | null) => Ask;

/** How often a server that is too busy is asked again, and how many milliseconds later. */
const [patience, pause] = [100, 50];

type Client = Record<string, (input: unknown) => Promise<unknown>>;

/** Asks inside the process. */
export const askDirect =
  (server: TestServer): AskAs =>
  (who) =>
  (method, input) =>
    answerOf(
      clientOver(
        method.contract,
        directCall(method.contract, server.get(Dispatcher), async () => who),
      ),
      method,
      input,
    );

/** Asks over REST, as whoever a token stands for; methods without a route answer nothing. */
export const askRest =
  (server: TestServer, tokenOf: (who: Identity) => string): AskAs =>
  (who) =>
  (method, input) => {
    const token = async (): Promise<string | undefined> => (who ? tokenOf(who) : undefined);
    return answerOf(
      clientOver(method.contract, restCall(method.contract, server.url, { token })),
      method,
      input,
    );
  };

/** A server that has too much to do says nothing of what was asked, so it is asked again. */
async function answerOf(client: object, method: Method, input: unknown): Promise<Answer> {
  let answer = await answered(client, method, input);
  for (let again = 0; answer.code === 'server.overloaded' && again < patience; again += 1) {
    await sleep(pause);
    answer = await answered(client, method, input);
  }
  return answer;
}

async function answered(client: object, { name }: Method, input: unknown): Promise<Answer> {
  try {
    const output = await (client as Client)[name]?.(input);
    return { code: null, status: 200, text: stringify(output ?? null), output };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, status = 0, message, data } = error;
    return { code, status, text: stringify({ message, data: data ?? null }), output: null };
  }
}

const volatile =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Za-z0-9_-]{24,}(?:\.[A-Za-z0-9_-]+)*/g;

/** What a stranger can tell one answer from another by: all of it but ids, moments, random texts and what was sent. */
export function looksLike({ code, status, text }: Answer, sent: readonly string[]): string {
  const unsent = sent.reduce((left, value) => left.replaceAll(value, '…'), text);
  return `${status} ${code ?? 'ok'} ${unsent.replaceAll(volatile, '…')}`;
}
