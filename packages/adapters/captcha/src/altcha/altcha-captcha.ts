import { hkdfSync, timingSafeEqual } from 'node:crypto';
import { Captcha, type Cache, type CaptchaChallenge, type Clock, type KeyRing } from '@aethex/core';
import { createChallenge } from 'altcha-lib/v1';
import { unavailable } from '../captcha-error.js';
import { readSolution, type AltchaSolution } from './solution.js';

/** Seconds for which a challenge is good. */
const life = 300;
/** Seconds for which a solved one is remembered. */
const memory = 2 * life;

interface Parts {
  readonly cache: Cache;
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly secret: string | undefined;
  readonly mostHashes: number;
}

/** Altcha's proof of work: the action and the end stand in the salt, which the signed hash covers. */
export class AltchaCaptcha extends Captcha {
  constructor(private readonly parts: Parts) {
    super();
  }

  async challenge(action: string): Promise<CaptchaChallenge> {
    const { clock, mostHashes } = this.parts;
    const [hmacKey] = await this.secrets();
    if (hmacKey === undefined) throw unavailable('The key ring holds no signing key.');
    const expires = new Date(clock.now().getTime() + life * 1000);
    const made = await createChallenge({ hmacKey, expires, params: { action }, maxnumber: mostHashes });
    const { algorithm, challenge, maxnumber, salt, signature } = made;
    const shown = { algorithm, challenge, maxnumber: maxnumber ?? mostHashes, salt, signature };
    return { provider: 'altcha', siteKey: null, challenge: shown };
  }

  /** One solution may be spelled in many ways, so the challenge itself is remembered: it is solved once. */
  async verify(text: string, { action }: { action: string }): Promise<boolean> {
    const solution = readSolution(text);
    if (!solution || solution.action !== action || !this.isFresh(solution)) return false;
    if (!(await this.isOurs(solution))) return false;
    return this.take(solution);
  }

  private isFresh({ expires }: AltchaSolution): boolean {
    const now = this.parts.clock.now().getTime() / 1000;
    return expires > now && expires <= now + life;
  }

  private async isOurs({ number, salt, challenge, signature }: AltchaSolution): Promise<boolean> {
    for (const hmacKey of await this.secrets()) {
      const made = await createChallenge({ algorithm: 'SHA-256', hmacKey, number, salt });
      if (isSame(made.challenge, challenge) && isSame(made.signature, signature)) return true;
    }
    return false;
  }

  private async take({ challenge }: AltchaSolution): Promise<boolean> {
    try {
      return await this.parts.cache.set(`captcha.altcha:${challenge}`, '1', memory, 'absent');
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** What may have signed a challenge, the newest first: a key that is changed makes no challenge void. */
  private async secrets(): Promise<string[]> {
    const { secret, keys } = this.parts;
    if (secret !== undefined) return [secret];
    return (await keys.signingKeys()).map(({ privateKey }) => {
      const bytes = privateKey.export({ type: 'pkcs8', format: 'der' });
      return Buffer.from(hkdfSync('sha256', bytes, '', 'aethex captcha altcha', 32)).toString('hex');
    });
  }
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));
