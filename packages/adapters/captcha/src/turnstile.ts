import { adapter, Captcha, Clock, type Adapter, type CaptchaChallenge } from '@aethex/core';
import { z } from 'zod';
import { common } from './siteverify/options.js';
import { isHere, siteverify } from './siteverify/siteverify.js';

const Options = z.strictObject({
  ...common,
  /** The public key of the widget. */
  siteKey: z.string().min(1),
  verifyUrl: common.verifyUrl.default('https://challenges.cloudflare.com/turnstile/v0/siteverify'),
});

export type TurnstileOptions = z.input<typeof Options>;

/** Cloudflare Turnstile. Give the widget the action as `data-action`: a solution counts for no other. */
export function turnstile(options: TurnstileOptions): Adapter<Captcha> {
  const given = Options.parse(options);
  return adapter<Captcha>({
    port: Captcha,
    name: 'turnstile',
    reach: 'cluster',
    needs: [Clock],
    about: { hostnames: given.hostnames.join(' ') },
    create: ({ get }) => new Turnstile(given, get(Clock)),
  });
}

class Turnstile extends Captcha {
  constructor(
    private readonly options: z.output<typeof Options>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async challenge(): Promise<CaptchaChallenge> {
    return { provider: 'turnstile', siteKey: this.options.siteKey, challenge: null };
  }

  async verify(response: string, { action, address }: { action: string; address: string }): Promise<boolean> {
    const { secret, verifyUrl, hostnames } = this.options;
    const form = { secret, response, ...(address !== '' && { remoteip: address }) };
    const answer = await siteverify(verifyUrl, form);
    return answer !== null && answer.action === action && isHere(answer, hostnames, this.clock.now());
  }
}
