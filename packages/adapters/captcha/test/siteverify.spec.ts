import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Captcha } from '@aethex/core';
import { Stage } from '@aethex/testing';
import { hcaptcha, turnstile } from '../src/index.js';
import { SiteverifyServer, type Mood } from './siteverify-server.js';

const expected = { action: 'register', address: '203.0.113.7' };

describe('a provider that checks captchas', () => {
  let server: SiteverifyServer;
  let stage: Stage<Captcha>;
  beforeEach(async () => {
    server = await SiteverifyServer.start('turnstile');
    const options = { secret: 'shh', siteKey: 'site', hostnames: ['play.example'], verifyUrl: server.url };
    stage = await Stage.raise(turnstile(options));
  });
  afterEach(async () => {
    await stage.close();
    await server.stop();
  });

  const solved = (about: { action?: string; host?: string; at?: Date } = {}): string =>
    server.solve({ siteKey: 'site', action: 'register', host: 'play.example', at: stage.now(), ...about });

  it('is told the secret, the solution and the address, and nothing else', async () => {
    const response = solved();
    expect(await stage.one.verify(response, expected)).toBe(true);
    expect(Object.fromEntries(server.forms.at(-1) ?? [])).toEqual({
      secret: 'shh',
      response,
      remoteip: '203.0.113.7',
    });
  });

  it('is not asked about what can be no solution', async () => {
    expect(await stage.one.verify('', expected)).toBe(false);
    expect(await stage.one.verify('x'.repeat(9000), expected)).toBe(false);
    expect(server.forms).toHaveLength(0);
  });

  it('takes a solution once', async () => {
    const response = solved();
    expect(await stage.one.verify(response, expected)).toBe(true);
    expect(await stage.one.verify(response, expected)).toBe(false);
  });

  it('is believed only for a host of ours, this action and the last 5 minutes', async () => {
    const old = new Date(stage.now().getTime() - 301_000);
    const coming = new Date(stage.now().getTime() + 60_000);
    const wrong = [{ host: 'play.example.evil' }, { action: 'login' }, { at: old }, { at: coming }];
    for (const about of wrong) expect(await stage.one.verify(solved(about), expected)).toBe(false);
  });

  it('is not believed when it says yes and nothing besides', async () => {
    server.mood = 'bare';
    expect(await stage.one.verify(solved(), expected)).toBe(false);
  });

  it.each<Mood>(['broken', 'no_json', 'secret_wrong', 'moved'])(
    'is away when it is %s, and says nothing of a solution',
    async (mood) => {
      server.mood = mood;
      await expect(stage.one.verify(solved(), expected)).rejects.toMatchObject({
        code: 'captcha.unavailable',
      });
    },
  );

  it('is away when it says nothing for 5 seconds', async () => {
    server.mood = 'silent';
    await expect(stage.one.verify(solved(), expected)).rejects.toMatchObject({ code: 'captcha.unavailable' });
  }, 30_000);

  it('is away when nobody listens', async () => {
    const response = solved();
    await server.stop();
    await expect(stage.one.verify(response, expected)).rejects.toMatchObject({ code: 'captcha.unavailable' });
    server = await SiteverifyServer.start('turnstile');
  });
});

describe('hCaptcha', () => {
  const common = { secret: 'shh', hostnames: ['play.example'] };

  it('has a site key for each action, so that a solution counts for one', () => {
    expect(() => hcaptcha({ ...common, siteKeys: { register: 'one', login: 'one' } })).toThrow(
      'share a site key',
    );
  });

  it('says which action has no site key, in the log', async () => {
    const stage = await Stage.raise(hcaptcha({ ...common, siteKeys: { register: 'one' } }));
    try {
      await expect(stage.one.challenge('login')).rejects.toMatchObject({
        code: 'captcha.unavailable',
        cause: 'There is no hCaptcha site key for "login": add it to siteKeys.',
      });
    } finally {
      await stage.close();
    }
  });
});
