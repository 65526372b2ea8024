import { afterEach, describe, expect, it } from '@jest/globals';
import { adaptersByEnv } from '../src/config/adapters-by-env.js';
import { tempDir } from './kit.js';

const names = [
  'SMTP_URL',
  'SMTP_FROM',
  'CAPTCHA',
  'CAPTCHA_HOSTS',
  'TURNSTILE_SITE_KEY',
  'TURNSTILE_SECRET',
  'HCAPTCHA_SITE_KEYS',
  'HCAPTCHA_SECRET',
  'GOOGLE_CLIENT_ID',
  'GOOGLE_CLIENT_SECRET',
  'DISCORD_CLIENT_ID',
  'DISCORD_CLIENT_SECRET',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_NAME',
  'STEAM_APP_ID',
  'STEAM_WEB_API_KEY',
];
const secret = 'hidden-from-everybody';

async function chosen(env: Readonly<Record<string, string>>): Promise<Record<string, unknown>[]> {
  Object.assign(process.env, env);
  const adapters = await adaptersByEnv(tempDir());
  return adapters.map(({ port, name, about }) => ({ port: port.name, name, about }));
}

describe('the environment', () => {
  afterEach(() => names.forEach((name) => Reflect.deleteProperty(process.env, name)));

  it('brings a mail server, and keeps its password to itself', async () => {
    const found = await chosen({
      SMTP_URL: `smtp://ann:${secret}@mail.example.org:587`,
      SMTP_FROM: 'Starfall <no-reply@example.org>',
    });
    expect(found).toMatchObject([
      { port: 'Mailer', name: 'smtp', about: { host: 'mail.example.org', from: 'no-reply@example.org' } },
    ]);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('says what is missing beside the mail server, and what is wrong with it', async () => {
    await expect(chosen({ SMTP_URL: 'smtp://mail.example.org' })).rejects.toThrow(
      'SMTP_URL is set, and SMTP_FROM is not.',
    );
    await expect(chosen({ SMTP_URL: 'mail.example.org', SMTP_FROM: 'a@example.org' })).rejects.toThrow(
      /SMTP_URL cannot be used: must be like/,
    );
  });

  it('brings a captcha of our own, or one of somebody else’s', async () => {
    expect(await chosen({ CAPTCHA: 'altcha' })).toMatchObject([{ port: 'Captcha', name: 'altcha' }]);
    Reflect.deleteProperty(process.env, 'CAPTCHA');
    const turnstile = { TURNSTILE_SITE_KEY: '0x4AAA', TURNSTILE_SECRET: secret };
    await expect(chosen(turnstile)).rejects.toThrow('TURNSTILE_SITE_KEY is set, and CAPTCHA_HOSTS is not.');
    const found = await chosen({ ...turnstile, CAPTCHA_HOSTS: 'play.example.org' });
    expect(found).toMatchObject([{ name: 'turnstile', about: { hostnames: 'play.example.org' } }]);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('brings hCaptcha with a key for each action', async () => {
    const env = { HCAPTCHA_SECRET: secret, CAPTCHA_HOSTS: 'play.example.org' };
    expect(await chosen({ ...env, HCAPTCHA_SITE_KEYS: 'register=a, forgot_password=b' })).toMatchObject([
      { name: 'hcaptcha', about: { actions: 'register forgot_password' } },
    ]);
    await expect(chosen({ ...env, HCAPTCHA_SITE_KEYS: 'a' })).rejects.toThrow('a key without its action');
  });

  it('knows no captcha of another name', async () => {
    await expect(chosen({ CAPTCHA: 'recaptcha' })).rejects.toThrow('CAPTCHA is neither "altcha" nor "none".');
    expect(await chosen({ CAPTCHA: 'none' })).toEqual([]);
  });

  it('brings every provider it names, all at once', async () => {
    const found = await chosen({
      GOOGLE_CLIENT_ID: 'g',
      GOOGLE_CLIENT_SECRET: secret,
      DISCORD_CLIENT_ID: 'd',
      DISCORD_CLIENT_SECRET: secret,
      GITHUB_CLIENT_ID: 'h',
      GITHUB_CLIENT_SECRET: secret,
      OIDC_ISSUER: 'https://id.example.org',
      OIDC_CLIENT_ID: 'o',
      OIDC_NAME: 'studio',
      STEAM_APP_ID: '480',
      STEAM_WEB_API_KEY: secret,
    });
    expect(found.map(({ name }) => name)).toEqual(['google', 'discord', 'github', 'studio', 'steam']);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('says which secret is missing beside a client id', async () => {
    await expect(chosen({ GITHUB_CLIENT_ID: 'h' })).rejects.toThrow(
      'GITHUB_CLIENT_ID is set, and GITHUB_CLIENT_SECRET is not.',
    );
  });
});
