import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Nothing, Timestamp } from '../../contract/schemas.js';
import { exampleSignedIn } from '../auth/examples.js';
import { Device, DeviceToken, SignedIn } from '../auth/shapes.js';
import {
  accessDenied,
  authorizationPending,
  expiredToken,
  rateLimited,
  slowDown,
  userCodeInvalid,
} from './errors.js';
import { DeviceFlow, UserCode } from './shapes.js';

/** Signing in on a device without a keyboard (RFC 8628). */
export const deviceMethods = {
  deviceStart: {
    summary: 'Begin a sign-in on a device without a keyboard: get a code to show.',
    who: 'anyone',
    http: 'POST /auth/device',
    input: z.object({ device: Device.optional() }),
    output: DeviceFlow,
    limit: { per: 'address', times: 60, seconds: 600 },
    example: {
      input: { device: { name: 'Living room', platform: 'tv' } },
      output: {
        device_code: 'aod_Zk3v…',
        user_code: 'WDJB-MJHT',
        verification_uri: 'https://api.game.example/account/device',
        verification_uri_complete: 'https://api.game.example/account/device#code=WDJB-MJHT',
        expires_in: 600,
        interval: 5,
      },
    },
  },
  deviceToken: {
    summary: 'Ask whether the player has approved the device, and sign in when they have.',
    notes: 'Ask no more often than `interval` says. Fails as well as `auth.login` does for who is suspended.',
    who: 'anyone',
    http: 'POST /auth/device/token',
    input: z.object({ device_code: z.string().max(128), device_token: DeviceToken.optional() }),
    output: SignedIn,
    errors: {
      authorization_pending: authorizationPending,
      slow_down: slowDown,
      access_denied: accessDenied,
      expired_token: expiredToken,
    },
    limit: { per: 'address', times: 1200, seconds: 600 },
    reveals: 'What became of a device code, to whoever holds it: its 256 random bits are the proof.',
    sensitive: true,
    example: { input: { device_code: 'aod_Zk3v…' }, output: exampleSignedIn },
  },
  deviceLookup: {
    summary: 'See which device waits with a code, before approving it.',
    notes: 'Five codes a minute may be tried from one address.',
    who: 'player',
    http: 'POST /auth/device/lookup',
    input: z.object({ user_code: UserCode }),
    output: z.object({
      game: z.string().meta({ description: 'the name of the game the device signs in to' }),
      device: Device.nullable(),
      network: z.string().nullable().meta({ description: 'the network the device asks from, shortened' }),
      begun_at: Timestamp,
    }),
    errors: { user_code_invalid: userCodeInvalid, rate_limited: rateLimited },
    sensitive: true,
    reveals: 'The game, the device and the shortened network of whoever shows the code.',
    example: {
      input: { user_code: 'WDJB-MJHT' },
      output: {
        game: 'Starfall',
        device: { name: 'Living room', platform: 'tv' },
        network: '203.0.113.0/24',
        begun_at: '2026-01-01T12:00:00.000Z',
      },
    },
  },
  deviceDecide: {
    summary: 'Let a device sign in as the player, or refuse it.',
    notes: 'Only whoever has looked the code up by `oauth.deviceLookup` may decide.',
    who: 'player',
    http: 'POST /auth/device/decide',
    input: z.object({ user_code: UserCode, approve: z.boolean() }),
    output: Nothing,
    errors: { user_code_invalid: userCodeInvalid, rate_limited: rateLimited },
    sensitive: true,
    example: { input: { user_code: 'WDJB-MJHT', approve: true }, output: null },
  },
} as const satisfies MethodSpecs;
