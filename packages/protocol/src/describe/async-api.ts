import type { z } from 'zod';
import type { AnyContract } from '../contract/define-contract.js';
import type { Encoding, FrameSpecs } from '../wire/frame-spec.js';
import { clientFrames, serverFrames } from '../wire/frames.js';
import type { ApiInfo } from './api-info.js';
import { asyncEvents } from './async-api-events.js';
import type { JsonSchema } from './json-schema.js';
import { rpcRequestSchema, rpcResponseSchema } from './rpc-envelope.js';
import { pascal, SchemaBook } from './schema-book.js';

export interface Reference {
  readonly $ref: string;
}

export interface AsyncMessage {
  readonly name: string;
  readonly title: string;
  readonly summary?: string;
  readonly contentType: string;
  readonly payload: JsonSchema;
  readonly correlationId?: Reference;
}

export interface AsyncOperation {
  /** What the server does: it receives what clients send. */
  readonly action: 'send' | 'receive';
  readonly channel: Reference;
  readonly summary: string;
  readonly messages: readonly Reference[];
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] };
}

export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly defaultContentType: 'application/json';
  readonly servers: Readonly<Record<string, { readonly host: string; readonly protocol: 'ws' | 'wss' }>>;
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, AsyncOperation>>;
  readonly components: {
    readonly messages: Readonly<Record<string, AsyncMessage>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly correlationIds: Readonly<Record<string, { readonly location: string }>>;
  };
}

/** What stands on the socket of a server. */
export interface SocketFacts {
  readonly contracts: readonly AnyContract[];
  /** Frames of clients besides the house's own. */
  readonly frames: FrameSpecs;
  /** Path of the WebSocket, such as `/v1/multiplayer`. */
  readonly path: string;
}

/** A message before it is written down in both encodings. */
export interface Draft {
  readonly key: string;
  readonly title: string;
  readonly summary: string;
  readonly payload: JsonSchema;
  readonly correlation?: 'id' | 'ref';
  /** Keys of the messages that answer it. */
  readonly answers?: readonly string[];
}

const encodings: Readonly<Record<Encoding, { readonly contentType: string; readonly suffix: string }>> = {
  json: { contentType: 'application/json', suffix: '' },
  msgpack: { contentType: 'application/vnd.msgpack', suffix: '.msgpack' },
};
const houseAnswers = { auth: ['auth_ok'], ping: ['pong'] };
const channel = { $ref: '#/channels/multiplayer' };

/**
 * Describes the WebSocket as an AsyncAPI 3.0 document: every frame, every event and the JSON-RPC envelope, each in both
 * encodings.
 */
export function asyncApi(facts: SocketFacts, info: ApiInfo): AsyncApiDocument {
  const book = new SchemaBook('draft-07');
  const received = [...clientDrafts(facts.frames, book), rpcRequest(book)];
  const sent = [...serverDrafts(book), ...asyncEvents(facts.contracts, book), rpcResponse(book)];
  const drafts = [...received, ...sent];
  const { title, version, description, origin = 'http://127.0.0.1' } = info;
  const { host, protocol } = new URL(origin);
  return {
    asyncapi: '3.0.0',
    info: { title, version, ...(description !== undefined && { description }) },
    defaultContentType: 'application/json',
    servers: { server: { host, protocol: protocol === 'https:' ? 'wss' : 'ws' } },
    channels: { multiplayer: channelOf(facts.path, drafts) },
    operations: Object.fromEntries([
      ...received.map((draft) => [`receive.${draft.key}`, operationOf('receive', draft)]),
      ...sent.map((draft) => [`send.${draft.key}`, operationOf('send', draft)]),
    ]) as Record<string, AsyncOperation>,
    components: {
      messages: Object.fromEntries(drafts.flatMap(messagesOf)),
      schemas: book.schemas,
      correlationIds: {
        id: { location: '$message.payload#/id' },
        ref: { location: '$message.payload#/ref' },
      },
    },
  };
}

function clientDrafts(frames: FrameSpecs, book: SchemaBook): Draft[] {
  const house = Object.entries(clientFrames).map(([type, schema]) => ({
    type,
    schema: schema as z.ZodType,
    answers: houseAnswers[type as keyof typeof houseAnswers],
  }));
  const others = Object.entries(frames).map(([type, { schema, answers = [] }]) => ({
    type,
    schema,
    answers,
  }));
  return [...house, ...others].map(({ type, schema, answers }) => ({
    key: `client.${type}`,
    title: type,
    summary: schema.description ?? type,
    payload: book.named(`Client${pascal(type)}`, book.of(schema, 'input')),
    correlation: 'id',
    answers: [...answers, 'error'].map((answer) => `server.${answer}`),
  }));
}

const serverDrafts = (book: SchemaBook): Draft[] =>
  Object.entries(serverFrames).map(([type, schema]) => ({
    key: `server.${type}`,
    title: type,
    summary: schema.description ?? type,
    payload: book.named(`Server${pascal(type)}`, book.of(schema, 'output')),
    ...('ref' in schema.shape && { correlation: 'ref' as const }),
  }));

const rpcRequest = (book: SchemaBook): Draft => ({
  key: 'jsonrpc.request',
  title: 'JSON-RPC 2.0 request',
  summary: 'Calls a method; openrpc.json describes each.',
  payload: book.named('JsonRpcRequest', rpcRequestSchema),
  correlation: 'id',
  answers: ['jsonrpc.response'],
});

const rpcResponse = (book: SchemaBook): Draft => ({
  key: 'jsonrpc.response',
  title: 'JSON-RPC 2.0 response',
  summary: 'Answers a call, in the order of the calls.',
  payload: book.named('JsonRpcResponse', rpcResponseSchema),
  correlation: 'id',
});

const inBoth = (key: string): string[] => Object.values(encodings).map(({ suffix }) => key + suffix);

const messagesOf = ({ key, title, summary, payload, correlation }: Draft): [string, AsyncMessage][] =>
  Object.values(encodings).map(({ contentType, suffix }) => [
    key + suffix,
    {
      name: key + suffix,
      title,
      summary,
      contentType,
      payload,
      ...(correlation && { correlationId: { $ref: `#/components/correlationIds/${correlation}` } }),
    },
  ]);

const channelOf = (path: string, drafts: readonly Draft[]): object => ({
  address: path,
  title: 'The WebSocket',
  description:
    'Text frames hold JSON, binary frames MessagePack, with the same fields. The first frame signs in: `auth`. The server writes JSON unless `auth.encoding` asks for MessagePack.',
  messages: Object.fromEntries(
    drafts.flatMap(({ key }) => inBoth(key)).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
  ),
  bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
});

const inChannel = (key: string): Reference[] =>
  inBoth(key).map((name) => ({ $ref: `#/channels/multiplayer/messages/${name}` }));

const operationOf = (action: 'send' | 'receive', { key, summary, answers }: Draft): AsyncOperation => ({
  action,
  channel,
  summary,
  messages: inChannel(key),
  ...(answers && { reply: { channel, messages: answers.flatMap(inChannel) } }),
});
