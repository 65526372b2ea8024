import { adapter, Captcha, Clock, type CaptchaChallenge } from '@aethex/core';
import { AethexError } from '@aethex/protocol';
import type { CaptchaTrial } from '../contracts/captcha.js';

/** A captcha that breaks one promise on purpose. */
export interface BrokenCaptcha {
  readonly breaks: string;
  readonly trial: () => CaptchaTrial;
}

/** Checks that may be left out. */
interface Flaw {
  readonly gives?: CaptchaChallenge;
  readonly skips?: 'action' | 'age' | 'host' | 'form' | 'outage';
}

const sound: CaptchaChallenge = { provider: 'sums', siteKey: 'site', challenge: null };
const page = 'play.example';
const life = 300_000;

class Sums extends Captcha {
  constructor(
    private readonly flaw: Flaw,
    private readonly clock: Clock,
    private readonly away: () => boolean,
  ) {
    super();
  }

  challenge(): Promise<CaptchaChallenge> {
    return Promise.resolve(this.flaw.gives ?? sound);
  }

  async verify(solution: string, { action }: { action: string }): Promise<boolean> {
    const { skips } = this.flaw;
    if (this.away() && skips !== 'outage')
      throw new AethexError('unavailable', 'captcha.unavailable', 'Nobody can tell.');
    const [form, made, at, host] = solution.split('|');
    if (form !== 'sums' || !solution.endsWith('|solved')) return skips === 'form';
    const age = this.clock.now().getTime() - Number(at);
    return (
      (skips === 'action' || made === action) &&
      (skips === 'age' || age <= life) &&
      (skips === 'host' || host === page)
    );
  }
}

const brokenCaptcha = (breaks: string, flaw: Flaw): BrokenCaptcha => ({
  breaks,
  trial: () => {
    let away = false;
    return {
      adapter: adapter<Captcha>({
        port: Captcha,
        name: 'broken',
        reach: 'cluster',
        needs: [Clock],
        create: ({ get }) => new Sums(flaw, get(Clock), () => away),
      }),
      solve: async (_challenge, { action, now, from = page }) =>
        `sums|${action}|${now.getTime()}|${from}|solved`,
      takeAway: () => {
        away = true;
      },
      knowsHosts: true,
    };
  },
});

/** Broken promises of `Captcha`. */
export const brokenCaptchas: readonly BrokenCaptcha[] = [
  brokenCaptcha('gives what is needed to let somebody solve one, and takes the solution', {
    gives: { ...sound, siteKey: null },
  }),
  brokenCaptcha('takes a solution for no other action', { skips: 'action' }),
  brokenCaptcha('takes a solution for 5 minutes and no longer', { skips: 'age' }),
  brokenCaptcha('takes a solution from no other host, where solutions say where they were made', {
    skips: 'host',
  }),
  brokenCaptcha('takes nothing that is no solution', { skips: 'form' }),
  brokenCaptcha('fails with captcha.unavailable when nobody can tell', { skips: 'outage' }),
];
