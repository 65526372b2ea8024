import { adapter, Cache, Captcha, Clock, KeyRing, type Adapter } from '@aethex/core';
import { z } from 'zod';
import { AltchaCaptcha } from './altcha/altcha-captcha.js';

const Options = z.strictObject({
  /** Signs the challenges, 32 characters or more. Default: derived from the signing keys of the server. */
  secret: z.string().min(32, 'must have 32 characters or more').optional(),
  /** The most hashes a challenge takes; half of them on average. A phone does some 50,000 a second. */
  mostHashes: z.number().int().min(1000).max(1_000_000).default(50_000),
});

export type AltchaOptions = z.input<typeof Options>;

/** Proof of work made and checked by this server alone: nobody else learns who plays. Nothing to sign up for. */
export function altcha(options: AltchaOptions = {}): Adapter<Captcha> {
  const { secret, mostHashes } = Options.parse(options);
  return adapter<Captcha>({
    port: Captcha,
    name: 'altcha',
    reach: 'cluster',
    needs: [Cache, Clock, KeyRing],
    about: { mostHashes },
    create: ({ get }) =>
      new AltchaCaptcha({ cache: get(Cache), clock: get(Clock), keys: get(KeyRing), secret, mostHashes }),
  });
}
