import { configSection, seconds } from '@aethex/core';
import { z } from 'zod';
import { mailSettings } from './mails/settings.js';
import { mfaSettings } from './mfa/settings.js';
import { oauthSettings } from './oauth/settings.js';

const count = (fallback: number) => z.number().int().positive().default(fallback);

/** Accounts, sessions and the limits around signing in. */
export class AuthConfig extends configSection('auth', {
  issuer: z
    .string()
    .min(1)
    .optional()
    .describe('Who tokens say they come from (`iss`); default http.publicUrl, or "aethex".'),
  audience: z.string().min(1).default('aethex').describe('Whom tokens are for (`aud`).'),
  tokenLife: seconds('15m')
    .refine((life) => life >= 60 && life <= 900, 'must be between 1 and 15 minutes')
    .describe('How long an access token is good for.'),
  refreshLife: seconds('30d').describe('How long a session lasts that is not used.'),
  sessionLife: seconds('180d').describe('How long a session lasts at most.'),
  refreshGrace: seconds('10s')
    .refine((grace) => grace <= 60, 'must not exceed a minute')
    .describe('How long a repeated refresh gets the same new pair.'),
  maxSessions: count(100).describe('Sessions one player may have; the one used longest ago gives way.'),
  maxDevices: count(20).describe('Devices that are remembered of one player.'),
  deviceMemory: seconds('90d').describe('How long a device is remembered that is not used.'),
  signingKeyDays: count(30).describe('Days after which tokens are signed with a new key.'),
  profileCache: seconds('5m').describe('How long profiles are cached.'),
  hashMemoryKib: z
    .number()
    .int()
    .min(19_456)
    .default(19_456)
    .describe('Memory of one password hash (argon2id `m`).'),
  hashPasses: z.number().int().min(2).default(2).describe('Passes of one password hash (argon2id `t`).'),
  hashesAtOnce: z
    .number()
    .int()
    .min(1)
    .max(4)
    .optional()
    .describe('Password hashes computed at once; default one less than there are processors, 1 to 4.'),
  hashQueue: z
    .number()
    .int()
    .nonnegative()
    .default(64)
    .describe('Sign-ins that may wait for one; the next is told to come back.'),
  tryWindow: seconds('10m').describe('The window in which tries to sign in are counted.'),
  triesPerAccount: count(10).describe('Tries for one name of an account, from devices it does not know.'),
  triesPerDevice: count(10).describe('Tries of a device that the account knows.'),
  triesPerAddress: count(60).describe('Tries from one address, from devices that no account knows.'),
  triesEverywhere: count(6000).describe('Tries of all devices that no account knows.'),
  refreshesPerAddress: count(6000).describe('Refreshes from one address in the same window.'),
  newcomerWindow: seconds('1h').describe('The window in which new accounts are counted.'),
  registrationsPerAddress: count(20).describe('Accounts registered from one address.'),
  guestsPerAddress: count(60).describe('Guests that come from one address.'),
  ...mailSettings,
  ...mfaSettings,
  ...oauthSettings,
}) {}
