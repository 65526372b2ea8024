import { createHmac } from 'node:crypto';
import type { Adapter, AdapterContext, Clock, IceServer, IceServers } from '@aethex/core';
import { iceServersContract, withServers } from '@aethex/testing';
import { describe, expect, it } from '@jest/globals';
import { coturn, staticIce } from '../src/index.js';
import { allocates } from './turn-allocation.js';

const secret = 'a secret that only tests have';
const urls = ['turn:turn.example.org:3478?transport=udp', 'stun:turn.example.org:3478'];

describe('coturn()', () => {
  iceServersContract(() => ({ adapter: coturn({ urls, secret }), letsIn }));

  it('gives STUN servers without credentials, and none of them when only a relay will do', async () => {
    const ice = await made(coturn({ urls, secret }));
    const [stun, relay] = await ice.for('ann', { seconds: 60, relayOnly: false });
    expect(stun).toEqual({ urls: ['stun:turn.example.org:3478'] });
    expect(relay?.urls).toEqual(['turn:turn.example.org:3478?transport=udp']);
    expect(await ice.for('ann', { seconds: 60, relayOnly: true })).toEqual([relay]);
  });

  it('lets no credential live longer than ten minutes, whatever is asked for', async () => {
    const [relay] = await (
      await made(coturn({ urls, secret }))
    ).for('ann', { seconds: 86_400, relayOnly: true });
    expect(letsIn(relay!, 601)).toBe(false);
    expect(() => coturn({ urls, secret, ttl: 601 })).toThrow();
  });

  it('refuses URLs that no browser takes, and secrets that are guessed', () => {
    for (const url of [
      'http://turn.example.org',
      'turn://turn.example.org',
      'turn:a b',
      'stun:only.example.org',
    ])
      expect(() => coturn({ urls: [url], secret })).toThrow();
    expect(() => coturn({ urls, secret: 'short' })).toThrow(/16 characters/);
  });

  it('tells nobody its secret', () => {
    expect(JSON.stringify(coturn({ urls, secret }))).not.toContain(secret);
  });
});

describe('staticIce()', () => {
  const servers = [
    { urls: ['stun:one.example.org:3478', 'turn:one.example.org:3478'] },
    { urls: ['stun:two'] },
  ];
  iceServersContract(() => ({ adapter: staticIce({ servers }), letsIn: () => true }));

  it('has no server for a player who hides when it knows only STUN', async () => {
    const ice = await made(staticIce({ servers: [{ urls: ['stun:two'] }] }));
    expect(await ice.for('ann', { seconds: 60, relayOnly: true })).toEqual([]);
  });

  it('refuses credentials, which would never expire', () => {
    const given = { urls: ['turn:one'], username: 'u', credential: 'c' };
    expect(() => staticIce({ servers: [given] })).toThrow(/coturn\(\)/);
  });
});

withServers(['turn'], 'a real coturn', ({ turn }) => {
  const { password, hostname, port } = new URL(turn);
  const real = () => made(coturn({ urls: [`turn:${hostname}:${port}`], secret: password }));

  it('lets a player in who has credentials of this adapter', async () => {
    const [relay] = await (await real()).for('ann', { seconds: 60, relayOnly: true });
    expect(await allocates(Number(port), credentialsOf(relay!))).toBe(true);
  });

  it('is found by the doctor', async () => {
    const url = `turn:${hostname}:${port}`;
    const alive = coturn({ urls: [url], secret: password });
    expect(await alive.check?.(await made(alive))).toEqual([{ what: `${url} answers`, ok: true }]);
  });

  it('refuses them when they have expired, and when they were made up', async () => {
    const [relay] = await (await real()).for('ann', { seconds: -1, relayOnly: true });
    expect(await allocates(Number(port), credentialsOf(relay!))).toBe(false);
    const [fresh] = await (await real()).for('ann', { seconds: 60, relayOnly: true });
    expect(await allocates(Number(port), { ...credentialsOf(fresh!), credential: 'made up' })).toBe(false);
  });
});

describe('aethex doctor', () => {
  it('finds a server that does not answer, and says what to do', async () => {
    const dead = coturn({ urls: ['turn:127.0.0.1:9?transport=udp', 'turns:127.0.0.1:9'], secret });
    expect(await dead.check?.(await made(dead))).toEqual([
      { what: 'turn:127.0.0.1:9?transport=udp answers', ok: false, fix: expect.stringContaining('UDP port') },
    ]);
  });
});

/** As coturn decides, whose clock is as good as ours. */
function letsIn({ username = '', credential }: IceServer, seconds: number): boolean {
  const now = Date.now() / 1000 + seconds;
  const right = createHmac('sha1', secret).update(username).digest('base64');
  return credential === right && Number(username.split(':')[0]) >= now;
}

function credentialsOf({ username = '', credential = '' }: IceServer) {
  return { username, credential };
}

async function made(
  adapter: Adapter<IceServers>,
  clock: Clock = { now: () => new Date() },
): Promise<IceServers> {
  return adapter.create({ get: () => clock } as unknown as AdapterContext);
}
