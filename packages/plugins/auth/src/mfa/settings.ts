import { seconds } from '@aethex/core';
import { z } from 'zod';

const count = (fallback: number) => z.number().int().positive().default(fallback);

/** Settings of pools, game keys, captchas and second factors. */
export const mfaSettings = {
  accounts: z
    .enum(['deployment', 'game'])
    .default('deployment')
    .describe(
      'Who shares accounts: all games of the deployment, or each game has its own. Environments never share any.',
    ),
  requireGameKey: z
    .boolean()
    .default(false)
    .describe('Whether strangers must name their game by a public key (X-Game-Key) to sign in.'),
  captchaFor: z
    .array(z.enum(['register', 'forgot_password', 'login']))
    .default(['register', 'forgot_password'])
    .describe('What strangers must solve a captcha for, once a captcha is bound.'),
  captchasPerAddress: count(300).describe('Captchas one address may be given or show in tryWindow.'),
  mfaLife: seconds('5m').describe('How long somebody may take to show their second factor.'),
  mfaTries: count(10).describe('Second factors that may be tried of one account in tryWindow.'),
};
