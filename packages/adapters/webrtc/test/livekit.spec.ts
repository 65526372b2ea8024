import type { AdapterContext, VoiceRooms } from '@aethex/core';
import { voiceRoomsContract } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TokenVerifier } from 'livekit-server-sdk';
import { livekit } from '../src/index.js';
import { LivekitStandIn } from './livekit-stand-in.js';

const [apiKey, apiSecret] = ['APItests', 'a secret that is long enough for HS256'];

describe('livekit()', () => {
  let server: LivekitStandIn;
  beforeAll(async () => {
    server = await LivekitStandIn.open(apiKey, apiSecret);
  });
  afterAll(() => server.stop());

  const made = async (url = server.url, secret = apiSecret): Promise<VoiceRooms> =>
    livekit({ url, apiKey, apiSecret: secret }).create({} as AdapterContext);

  voiceRoomsContract(() => ({ adapter: livekit({ url: server.url, apiKey, apiSecret }), server }));

  it('signs tickets that LiveKit’s own verifier takes, and that allow nothing but voice', async () => {
    const { token, transport, url } = await (await made()).ticket('r', 'ann', { speak: true, seconds: 60 });
    expect([transport, url]).toEqual(['livekit', server.url]);
    const claims = await new TokenVerifier(apiKey, apiSecret).verify(token);
    expect(claims).toMatchObject({
      sub: 'ann',
      iss: apiKey,
      video: { room: 'r', roomJoin: true, canPublish: true, canSubscribe: true, canPublishData: false },
    });
    expect(Object.keys(claims.video ?? {}).toSorted()).toEqual(
      ['canPublish', 'canPublishData', 'canSubscribe', 'room', 'roomJoin'].toSorted(),
    );
    await expect(new TokenVerifier(apiKey, 'another secret').verify(token)).rejects.toThrow();
  });

  it('says that LiveKit is away when it is, or when it does not know the key', async () => {
    for (const rooms of [await made('ws://127.0.0.1:9'), await made(server.url, 'another secret, as long')])
      await expect(rooms.mute('r', 'ann', true)).rejects.toMatchObject({
        code: 'server.unavailable',
        kind: 'unavailable',
      });
  });

  it('tells nobody its secret, and refuses URLs that no client takes', () => {
    expect(JSON.stringify(livekit({ url: server.url, apiKey, apiSecret }))).not.toContain(apiSecret);
    for (const url of ['https://voice.example.org', 'wss://key:secret@voice.example.org', 'voice'])
      expect(() => livekit({ url, apiKey, apiSecret })).toThrow();
    expect(() => livekit({ url: server.url, apiKey, apiSecret: 'short' })).toThrow();
  });
});
