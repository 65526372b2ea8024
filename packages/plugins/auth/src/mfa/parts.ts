import type { Provider, Type } from '@nestjs/common';
import type { PlannedJob } from '@aethex/core';
import { CaptchaGate } from './captcha-gate.js';
import { CaptchaService } from './captcha.service.js';
import { FactorCodes } from './factor-codes.js';
import { FactorKeys } from './factor-keys.js';
import { FactorWearer } from './factor-wearer.js';
import { MfaChallenge } from './mfa-challenge.entity.js';
import { MfaLimits } from './mfa-limits.js';
import { MfaService } from './mfa.service.js';
import { ProofsService } from './proofs.service.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { Totp } from './totp.entity.js';

/** What the plugin's table of contents takes from this room. */
export const mfaParts = {
  services: [MfaService, ProofsService, CaptchaService],
  entities: [Totp, RecoveryCode, MfaChallenge] as (new () => object)[],
  jobs: [] as PlannedJob[],
  controllers: [] as Type[],
  providers: [CaptchaGate, FactorCodes, FactorKeys, FactorWearer, MfaLimits] as Provider[],
} as const;
