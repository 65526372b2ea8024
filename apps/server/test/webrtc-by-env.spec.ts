import { afterEach, describe, expect, it } from '@jest/globals';
import { adaptersByEnv } from '../src/config/adapters-by-env.js';
import { tempDir } from './kit.js';

const names = [
  'TURN_URLS',
  'TURN_SECRET',
  'ICE_STUN_URLS',
  'LIVEKIT_URL',
  'LIVEKIT_API_KEY',
  'LIVEKIT_API_SECRET',
];
const secret = 'hidden from everybody';

/** Adapters of P2P and voice, as the environment chooses them. */
async function chosen(env: Readonly<Record<string, string>>): Promise<Record<string, unknown>[]> {
  Object.assign(process.env, env);
  const adapters = await adaptersByEnv(tempDir());
  return adapters
    .filter(({ port }) => ['IceServers', 'VoiceRooms'].includes(port.name))
    .map(({ port, name, about, fallback }) => ({ port: port.name, name, about, fallback }));
}

describe('the environment', () => {
  afterEach(() => names.forEach((name) => Reflect.deleteProperty(process.env, name)));

  it('brings TURN and STUN servers, of which TURN is asked', async () => {
    const found = await chosen({
      TURN_URLS: 'turn:turn.example.org:3478, turns:turn.example.org:5349',
      TURN_SECRET: secret,
      ICE_STUN_URLS: 'stun:stun.example.org',
    });
    const urls = 'turn:turn.example.org:3478 turns:turn.example.org:5349 stun:stun.example.org';
    expect(found[0]).toEqual({
      port: 'IceServers',
      name: 'coturn',
      about: { urls, ttl: 600 },
      fallback: true,
    });
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('brings STUN servers alone', async () => {
    expect(await chosen({ ICE_STUN_URLS: 'stun:a.example.org stun:b.example.org' })).toMatchObject([
      { port: 'IceServers', name: 'static', about: { urls: 'stun:a.example.org stun:b.example.org' } },
    ]);
  });

  it('brings LiveKit', async () => {
    const env = { LIVEKIT_URL: 'wss://voice.example.org', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: secret };
    expect(await chosen(env)).toMatchObject([{ port: 'VoiceRooms', name: 'livekit' }]);
  });

  it('names what is missing beside a variable, and what is wrong with one', async () => {
    await expect(chosen({ TURN_URLS: 'turn:t' })).rejects.toThrow(
      'TURN_URLS is set, and TURN_SECRET is not.',
    );
    await expect(chosen({ TURN_SECRET: 'short' })).rejects.toThrow(
      /TURN_URLS cannot be used: .*16 characters/,
    );
    Reflect.deleteProperty(process.env, 'TURN_URLS');
    await expect(chosen({ LIVEKIT_URL: 'wss://v' })).rejects.toThrow('LIVEKIT_API_KEY is not');
  });
});
