import type { Captcha, CaptchaChallenge } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { assertRefused } from './refused.js';
import { assert, contract, type Promised } from './suite.js';

/** A captcha, somebody who solves it, and a way to take away whoever checks it. */
export interface CaptchaTrial {
  readonly adapter: Awaited<ReturnType<Open<Captcha>>>;
  /** Solves a challenge as a player would. `from` is another host than the page's. */
  readonly solve: (
    challenge: CaptchaChallenge,
    about: { action: string; now: Date; from?: string },
  ) => Promise<string>;
  /** What checks solutions goes away. Left out where nothing but the server itself does. */
  readonly takeAway?: () => void | Promise<void>;
  /** Whether a solution says where it was made. */
  readonly knowsHosts: boolean;
}

/** A captcha on stage. */
export interface CaptchaStage extends Pick<CaptchaTrial, 'takeAway' | 'knowsHosts'> {
  readonly one: Captcha;
  readonly solved: (action: string, from?: string) => Promise<string>;
  readonly pass: (seconds: number) => Promise<void>;
  close(): Promise<void>;
}

const address = '203.0.113.7';
const expected = { action: 'register', address };

/** What every `Captcha` promises. */
export const captchaPromises: readonly Promised<CaptchaStage>[] = [
  {
    promise: 'gives what is needed to let somebody solve one, and takes the solution',
    check: async ({ one, solved }) => {
      const { provider, siteKey, challenge } = await one.challenge('register');
      assert.match(provider, /^[a-z]+$/);
      assert.ok(siteKey !== null || challenge !== null);
      assert.equal(await one.verify(await solved('register'), expected), true);
      assert.equal(await one.verify(await solved('register'), { ...expected, address: '' }), true);
    },
  },
  {
    promise: 'takes a solution for no other action',
    check: async ({ one, solved }) => {
      assert.equal(await one.verify(await solved('forgot_password'), expected), false);
    },
  },
  {
    promise: 'takes a solution for 5 minutes and no longer',
    check: async ({ one, solved, pass }) => {
      const [early, late] = [await solved('register'), await solved('register')];
      await pass(290);
      assert.equal(await one.verify(early, expected), true);
      await pass(11);
      assert.equal(await one.verify(late, expected), false);
    },
  },
  {
    promise: 'takes a solution from no other host, where solutions say where they were made',
    check: async ({ one, solved, knowsHosts }) => {
      if (!knowsHosts) return;
      assert.equal(await one.verify(await solved('register', 'evil.example'), expected), false);
    },
  },
  {
    promise: 'takes nothing that is no solution',
    check: async ({ one, solved }) => {
      const right = await solved('register');
      const wrong = [
        '',
        ' ',
        'x',
        'null',
        '{}',
        btoa('{}'),
        'a'.repeat(9000),
        `${right.slice(0, -8)}AAAAAAAA`,
      ];
      for (const each of wrong) assert.equal(await one.verify(each, expected), false, each.slice(0, 40));
    },
  },
  {
    promise: 'fails with captcha.unavailable when nobody can tell',
    check: async ({ one, solved, takeAway }) => {
      if (!takeAway) return;
      const right = await solved('register');
      await takeAway();
      await assertRefused('captcha.unavailable', () => one.verify(right, expected));
    },
  },
];

/** Tests every promise of `Captcha`. */
export function captchaContract(trial: () => CaptchaTrial | Promise<CaptchaTrial>): void {
  contract(captchaPromises, async () => captchaStage(await trial()));
}

/** Puts a captcha on stage. Its adapter has to need a `Clock`. */
export async function captchaStage({
  adapter,
  solve,
  takeAway,
  knowsHosts,
}: CaptchaTrial): Promise<CaptchaStage> {
  const stage = await Stage.raise(adapter);
  const { one } = stage;
  return {
    one,
    knowsHosts,
    ...(takeAway && { takeAway }),
    solved: async (action, from) =>
      solve(await one.challenge(action), { action, now: stage.now(), ...(from !== undefined && { from }) }),
    pass: (seconds) => stage.pass(seconds),
    close: () => stage.close(),
  };
}
