import { z } from 'zod';
import { Id, Nothing, Timestamp } from '../../contract/schemas.js';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { busy, invalidCredentials, mfaInvalid, rateLimited, suspended, upgradeFirst } from './errors.js';
import { exampleSignedIn } from './examples.js';
import { DeviceToken, Password, SecondFactorCode, SignedIn } from './shapes.js';

const off = { kind: 'conflict', message: 'This account has no second factor.' } as const;
const on = {
  kind: 'conflict',
  message: 'This account has a second factor already. Disable it first.',
} as const;
const Codes = z.object({
  recovery_codes: z.array(z.string()).meta({ description: '10 codes, each good once; shown this once' }),
});
const codes = { recovery_codes: ['k3fp-7x2m-q9wd-h5tn', '…'] };

/** Second factors, proving oneself again, and captchas. */
export const mfaMethods = {
  getSession: {
    summary: 'Read what is known of the session of the token.',
    who: 'player',
    http: 'GET /auth/session',
    input: z.object({}),
    output: z.object({
      session_id: Id,
      user_id: Id,
      game_id: z.string(),
      created_at: Timestamp,
      expires_at: Timestamp.meta({ description: 'when the session ends however often it is refreshed' }),
      proved_at: Timestamp.meta({ description: 'when the player last proved who they are' }),
      mfa: z.boolean().meta({ description: 'whether a second factor was shown in it' }),
    }),
    example: {
      input: {},
      output: {
        session_id: '01890a5d-ac96-774b-bcce-b302099a8058',
        user_id: exampleSignedIn.user_id,
        game_id: 'default',
        created_at: '2026-01-01T12:00:00.000Z',
        expires_at: '2026-06-30T12:00:00.000Z',
        proved_at: '2026-01-01T12:00:00.000Z',
        mfa: false,
      },
    },
  },
  reauthenticate: {
    summary: 'Prove once more who you are, by the password or a code of the second factor.',
    notes:
      'For five minutes after it the session may change a password, an address, a way in or the second factor. Whoever has neither signs in anew.',
    who: 'player',
    http: 'POST /auth/reauthenticate',
    input: z
      .object({ password: Password.optional(), code: SecondFactorCode.optional() })
      .refine(({ password, code }) => (password === undefined) !== (code === undefined), {
        path: ['password'],
        message: 'give the password or a code',
      }),
    output: z.object({ proved_at: Timestamp }),
    errors: {
      invalid_credentials: invalidCredentials,
      mfa_invalid: mfaInvalid,
      rate_limited: rateLimited,
      busy,
    },
    sensitive: true,
    example: {
      input: { password: 'correct horse battery' },
      output: { proved_at: '2026-01-01T12:00:00.000Z' },
    },
  },
  mfaStatus: {
    summary: 'Read whether the account has a second factor.',
    who: 'player',
    http: 'GET /auth/mfa',
    input: z.object({}),
    output: z.object({
      enabled: z.boolean(),
      enabled_at: Timestamp.nullable(),
      recovery_codes_left: z.number().int(),
    }),
    example: { input: {}, output: { enabled: false, enabled_at: null, recovery_codes_left: 0 } },
  },
  mfaSetup: {
    summary: 'Begin with a second factor: get a secret for an authenticator app.',
    notes:
      'Needs a sign-in or `auth.reauthenticate` of the last 5 minutes. Nothing changes until `auth.mfaConfirm`; each call makes another secret.',
    who: 'player',
    http: 'POST /auth/mfa/setup',
    input: z.object({}),
    output: z.object({
      secret: z.string().meta({ description: 'base32, as apps let it be typed' }),
      uri: z.string().meta({ description: '`otpauth://…`, to be shown as a QR code' }),
    }),
    errors: { mfa_on: on, upgrade_first: upgradeFirst },
    example: {
      input: {},
      output: {
        secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
        uri: 'otpauth://totp/AeThex:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=AeThex',
      },
    },
  },
  mfaConfirm: {
    summary: 'Turn the second factor on by a first code of the app.',
    notes: 'Needs a sign-in or `auth.reauthenticate` of the last 5 minutes.',
    who: 'player',
    http: 'POST /auth/mfa/confirm',
    input: z.object({ code: SecondFactorCode }),
    output: Codes,
    errors: { mfa_on: on, mfa_off: off, mfa_invalid: mfaInvalid, rate_limited: rateLimited },
    once: true,
    sensitive: true,
    example: { input: { code: '287082' }, output: codes },
  },
  mfaRecovery: {
    summary: 'Get ten new recovery codes. The old ones are void.',
    notes: 'Needs a sign-in or `auth.reauthenticate` of the last 5 minutes, and a code.',
    who: 'player',
    http: 'POST /auth/mfa/recovery',
    input: z.object({ code: SecondFactorCode }),
    output: Codes,
    errors: { mfa_off: off, mfa_invalid: mfaInvalid, rate_limited: rateLimited },
    once: true,
    sensitive: true,
    example: { input: { code: '287082' }, output: codes },
  },
  mfaDisable: {
    summary: 'Turn the second factor off by a code.',
    notes: 'Needs a sign-in or `auth.reauthenticate` of the last 5 minutes, and a code.',
    who: 'player',
    http: 'POST /auth/mfa/disable',
    input: z.object({ code: SecondFactorCode }),
    output: Nothing,
    errors: { mfa_off: off, mfa_invalid: mfaInvalid, rate_limited: rateLimited },
    sensitive: true,
    example: { input: { code: '287082' }, output: null },
  },
  mfaVerify: {
    summary: 'Finish a sign-in by the second factor.',
    notes:
      'Takes the `mfa_token` of `auth.mfa_required`, which allows 5 tries, and a code of the app or a recovery code.',
    who: 'anyone',
    http: 'POST /auth/mfa/verify',
    input: z.object({
      mfa_token: z.string().max(128),
      code: SecondFactorCode,
      device_token: DeviceToken.optional(),
    }),
    output: SignedIn,
    errors: { mfa_invalid: mfaInvalid, suspended, rate_limited: rateLimited },
    sensitive: true,
    example: { input: { mfa_token: 'amt_Zk3v…', code: '287082' }, output: exampleSignedIn },
  },
  captcha: {
    summary: 'Get a captcha for an action, or learn that it needs none.',
    who: 'anyone',
    http: 'GET /auth/captcha',
    input: z.object({
      action: z.enum(['register', 'forgot_password', 'login']).meta({
        description: '`register` is also for `auth.registerByMail`',
      }),
    }),
    output: z.object({
      required: z.boolean(),
      provider: z
        .string()
        .nullable()
        .meta({ description: '`altcha`, `turnstile` or `hcaptcha`; null: the action needs none' }),
      site_key: z.string().nullable().meta({ description: 'the public key of the widget' }),
      challenge: z.unknown().meta({ description: 'what is to be solved, where the server makes it' }),
    }),
    errors: { rate_limited: rateLimited },
    example: {
      input: { action: 'register' },
      output: { required: false, provider: null, site_key: null, challenge: null },
    },
  },
} as const satisfies MethodSpecs;
