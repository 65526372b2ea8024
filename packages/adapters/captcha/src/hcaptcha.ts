import { adapter, Captcha, Clock, type Adapter, type CaptchaChallenge } from '@aethex/core';
import { z } from 'zod';
import { unavailable } from './captcha-error.js';
import { common } from './siteverify/options.js';
import { isHere, siteverify } from './siteverify/siteverify.js';

const Options = z.strictObject({
  ...common,
  /** The public key of the widget of each action: hCaptcha knows no actions, so keys tell them apart. */
  siteKeys: z.record(z.string().regex(/^[a-z_]{1,32}$/), z.string().min(1)),
  verifyUrl: common.verifyUrl.default('https://api.hcaptcha.com/siteverify'),
});

export type HcaptchaOptions = z.input<typeof Options>;

/** hCaptcha, with one site key for each action. */
export function hcaptcha(options: HcaptchaOptions): Adapter<Captcha> {
  const given = Options.parse(options);
  const keys = Object.values(given.siteKeys);
  if (new Set(keys).size < keys.length)
    throw new TypeError(
      'hCaptcha: two actions share a site key. Make a site for each, or a solution counts for both.',
    );
  return adapter<Captcha>({
    port: Captcha,
    name: 'hcaptcha',
    reach: 'cluster',
    needs: [Clock],
    about: { hostnames: given.hostnames.join(' '), actions: Object.keys(given.siteKeys).join(' ') },
    create: ({ get }) => new Hcaptcha(given, get(Clock)),
  });
}

class Hcaptcha extends Captcha {
  constructor(
    private readonly options: z.output<typeof Options>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async challenge(action: string): Promise<CaptchaChallenge> {
    return { provider: 'hcaptcha', siteKey: this.keyOf(action), challenge: null };
  }

  async verify(response: string, { action, address }: { action: string; address: string }): Promise<boolean> {
    const { secret, verifyUrl, hostnames } = this.options;
    const sitekey = this.keyOf(action);
    const form = { secret, response, sitekey, ...(address !== '' && { remoteip: address }) };
    const answer = await siteverify(verifyUrl, form);
    return answer !== null && isHere(answer, hostnames, this.clock.now());
  }

  private keyOf(action: string): string {
    const key = this.options.siteKeys[action];
    if (key === undefined)
      throw unavailable(`There is no hCaptcha site key for "${action}": add it to siteKeys.`);
    return key;
  }
}
