import type { JsonValue } from '@aethex/protocol';

/** What a page or a game needs to let somebody solve one. */
export interface CaptchaChallenge {
  /** Which widget: `altcha`, `turnstile`, `hcaptcha`. */
  readonly provider: string;
  /** The public key of the widget, where it has one. */
  readonly siteKey: string | null;
  /** The challenge itself, where the server makes it. */
  readonly challenge: JsonValue;
}

/** Tells people from programs. */
export abstract class Captcha {
  /** A challenge for one action, such as `register`; good for 5 minutes. */
  abstract challenge(action: string): Promise<CaptchaChallenge>;
  /**
   * Whether a solution is right, for this action, from a host of ours and not older than 5 minutes. Fails with
   * `captcha.unavailable` when nobody can tell, and never answers `true` in doubt. That a solution is used once is
   * the caller's to see to.
   */
  abstract verify(solution: string, expected: { action: string; address: string }): Promise<boolean>;
}
