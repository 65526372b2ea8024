import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { asyncApi, defineContract, realtimeFrames, serverFrames, clientFrames } from '../src/index.js';
import { contracts, info } from './first-party.js';

const party = defineContract(
  'party',
  {},
  {
    begun: { summary: 'It began.', to: 'player', data: z.object({ place: z.string() }) },
    raided: { summary: 'The police came.', to: 'player', data: z.object({ at: z.number() }), frame: 'raid' },
    matched: { summary: 'A match.', to: 'player', data: z.object({}), frame: 'match_found' },
    planned: { summary: 'For plugins only.', to: 'plugins', data: z.object({}) },
  },
);
const document = asyncApi(
  { contracts: [...contracts, party], frames: realtimeFrames, path: '/v1/multiplayer' },
  info,
);
const { messages, schemas } = document.components;

/** What a reference points to. */
const at = (reference: string): unknown =>
  reference
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((place, step) => (place as Record<string, unknown> | undefined)?.[step], document);

describe('asyncApi', () => {
  it('says where the socket is and which protocol it speaks', () => {
    expect(document).toMatchObject({
      asyncapi: '3.0.0',
      servers: { server: { host: '127.0.0.1:8080', protocol: 'ws' } },
      channels: { multiplayer: { address: '/v1/multiplayer' } },
    });
    const safe = asyncApi({ contracts, frames: {}, path: '/' }, { ...info, origin: 'https://game.example' });
    expect(safe.servers['server']).toEqual({ host: 'game.example', protocol: 'wss' });
  });

  it('describes every frame of both sides in both encodings', () => {
    const expected = [
      ...Object.keys({ ...clientFrames, ...realtimeFrames }).map((type) => `client.${type}`),
      ...Object.keys(serverFrames).map((type) => `server.${type}`),
      'jsonrpc.request',
      'jsonrpc.response',
    ];
    for (const key of expected) {
      expect(messages[key]).toMatchObject({ contentType: 'application/json' });
      expect(messages[`${key}.msgpack`]).toMatchObject({ contentType: 'application/vnd.msgpack' });
      expect(messages[`${key}.msgpack`]?.payload).toEqual(messages[key]?.payload);
    }
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((to) => at(to) === undefined)).toEqual([]);
  });

  it('uses names that AsyncAPI allows', () => {
    for (const name of [...Object.keys(messages), ...Object.keys(schemas)]) expect(name).toMatch(/^[\w.-]+$/);
  });

  it('says what answers a frame, and how the answer is told from others', () => {
    const operation = document.operations['receive.client.join_room'];
    expect(operation?.reply?.messages.map(({ $ref }) => $ref.split('/').at(-1))).toEqual([
      'server.room_joined',
      'server.room_joined.msgpack',
      'server.error',
      'server.error.msgpack',
    ]);
    expect(messages['client.join_room']?.correlationId).toEqual({ $ref: '#/components/correlationIds/id' });
    expect(messages['server.room_joined']?.correlationId).toEqual({
      $ref: '#/components/correlationIds/ref',
    });
  });

  it('closes what clients send and leaves open what the server sends', () => {
    expect(schemas['ClientPing']).toMatchObject({ additionalProperties: false, required: ['type'] });
    expect(schemas['ServerPong']).not.toHaveProperty('additionalProperties');
  });

  it('describes events as they arrive, and leaves out those of plugins and those that are frames already', () => {
    expect(schemas['PartyBegunEvent']).toMatchObject({
      properties: { type: { const: 'event' }, event: { const: 'party.begun' } },
    });
    expect(schemas['PartyRaidedEvent']).toMatchObject({
      allOf: [{ properties: { at: { type: 'number' } } }, { properties: { type: { const: 'raid' } } }],
    });
    expect(Object.keys(messages).filter((key) => /matched|planned/.test(key))).toEqual([]);
  });
});
