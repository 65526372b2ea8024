import { afterEach, describe, expect, it } from '@jest/globals';
import { adaptersByEnv } from '../src/config/adapters-by-env.js';
import { tempDir } from './kit.js';

const names = ['SMTP_URL', 'SMTP_FROM'];
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
});
