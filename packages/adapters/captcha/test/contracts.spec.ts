import { afterAll, beforeAll, describe } from '@jest/globals';
import { captchaContract } from '@aethex/testing';
import { altcha, hcaptcha, turnstile } from '../src/index.js';
import { SiteverifyServer } from './siteverify-server.js';
import { solveAltcha } from './solve-altcha.js';

const host = 'play.example';

describe('Altcha', () => {
  captchaContract(() => ({
    adapter: altcha({ mostHashes: 1000 }),
    solve: solveAltcha,
    knowsHosts: false,
  }));
});

describe.each(['turnstile', 'hcaptcha'] as const)('%s', (style) => {
  let server: SiteverifyServer;
  beforeAll(async () => {
    server = await SiteverifyServer.start(style);
  });
  afterAll(() => server.stop());

  captchaContract(() => {
    server.mood = 'well';
    const common = { secret: 'shh', hostnames: [host], verifyUrl: server.url };
    const siteKeys = { register: 'site-1', forgot_password: 'site-2' };
    return {
      adapter:
        style === 'turnstile' ? turnstile({ ...common, siteKey: 'site' }) : hcaptcha({ ...common, siteKeys }),
      solve: async ({ siteKey }, { action, now, from = host }) =>
        server.solve({ siteKey: siteKey ?? '', action, host: from, at: now }),
      takeAway: () => {
        server.mood = 'broken';
      },
      knowsHosts: true,
    };
  });
});
