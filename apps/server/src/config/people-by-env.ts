import { BootError, type Adapter } from '@aethex/core';
import { beside } from './beside.js';

type Choice = readonly [variable: string, bring: (value: string) => Promise<readonly Adapter[]>];

/** How mails leave and how programs are kept out: `SMTP_URL`, `CAPTCHA`, `TURNSTILE_SITE_KEY`, `HCAPTCHA_SITE_KEYS`. */
export const peopleChoices: readonly Choice[] = [
  [
    'SMTP_URL',
    async (url) => {
      const { smtp } = await import('@aethex/mail');
      return [
        smtp({
          url,
          from: beside('SMTP_URL', 'SMTP_FROM', 'an address of yours, "Game <game@example.org>"'),
        }),
      ];
    },
  ],
  [
    'CAPTCHA',
    async (name) => {
      if (name === 'none') return [];
      if (name !== 'altcha')
        throw new BootError(
          'CAPTCHA is neither "altcha" nor "none".',
          'Set it to altcha, or set TURNSTILE_SITE_KEY or HCAPTCHA_SITE_KEYS instead.',
        );
      return [(await import('@aethex/captcha')).altcha()];
    },
  ],
  [
    'TURNSTILE_SITE_KEY',
    async (siteKey) => {
      const { turnstile } = await import('@aethex/captcha');
      const secret = beside('TURNSTILE_SITE_KEY', 'TURNSTILE_SECRET', 'the secret key of the widget');
      return [turnstile({ siteKey, secret, hostnames: hostsBeside('TURNSTILE_SITE_KEY') })];
    },
  ],
  [
    'HCAPTCHA_SITE_KEYS',
    async (keys) => {
      const { hcaptcha } = await import('@aethex/captcha');
      const secret = beside('HCAPTCHA_SITE_KEYS', 'HCAPTCHA_SECRET', 'the secret of the account');
      const siteKeys = Object.fromEntries(listed(keys).map(pairOf));
      return [hcaptcha({ siteKeys, secret, hostnames: hostsBeside('HCAPTCHA_SITE_KEYS') })];
    },
  ],
];

const listed = (value: string): string[] => value.split(/[\s,]+/).filter((one) => one !== '');

/** `register=10000000-…` */
function pairOf(text: string): [action: string, key: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new BootError(
    'HCAPTCHA_SITE_KEYS names a key without its action.',
    'Write it as "register=… forgot_password=…", a site of hCaptcha for each.',
  );
}

/** The hosts of the pages that show the widget. */
const hostsBeside = (variable: string): string[] =>
  listed(
    beside(variable, 'CAPTCHA_HOSTS', 'the hosts of the pages that show it, such as "play.example.org"'),
  );
