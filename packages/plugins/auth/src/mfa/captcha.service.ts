import type { Caller, Serves } from '@aethex/core';
import type { auth, In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { CaptchaGate } from './captcha-gate.js';

/** Gives out captchas. */
@Injectable()
export class CaptchaService implements Pick<Serves<typeof auth>, 'captcha'> {
  constructor(private readonly gate: CaptchaGate) {}

  async captcha({ action }: In<typeof auth, 'captcha'>, caller: Caller) {
    const given = await this.gate.challenge(action, caller);
    return {
      required: given !== null,
      provider: given?.provider ?? null,
      site_key: given?.siteKey ?? null,
      challenge: given?.challenge ?? null,
    };
  }
}
