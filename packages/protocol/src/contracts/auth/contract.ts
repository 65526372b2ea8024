import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Flag, Id, Nothing, UserRef } from '../../contract/schemas.js';
import { mailMethods } from './mail.js';
import { mfaMethods } from './mfa.js';
import { exampleSignedIn, exampleUser } from './examples.js';
import {
  rateLimited,
  busy,
  taken,
  weak,
  invalidCredentials,
  suspended,
  identityInvalid,
  registrationClosed,
  verifyFirst,
  captchaErrors,
  gameKeyRequired,
  mfaRequired,
} from './errors.js';
import {
  Email,
  Username,
  Password,
  DisplayName,
  AvatarUrl,
  Preferences,
  Captcha,
  Device,
  DeviceToken,
  Language,
  Profile,
  PublicProfile,
  SignedIn,
  Session,
} from './shapes.js';

const identity = { email: Email.optional(), username: Username.optional() };
const oneOf = (...values: (string | undefined)[]): boolean =>
  values.filter((value) => value !== undefined).length === 1;

export const auth = defineContract('auth', {
  register: {
    summary: 'Create an account and sign in.',
    notes:
      'Give an email, a username, or both. Passwords are hashed with argon2id; send them plain, over TLS.',
    who: 'anyone',
    http: { route: 'POST /auth/register', status: 201 },
    input: z
      .object({
        ...identity,
        password: Password,
        display_name: DisplayName.optional(),
        device: Device.optional(),
        language: Language.optional(),
        captcha: Captcha.optional(),
      })
      .refine((input) => (input.email ?? input.username) !== undefined, {
        path: ['email'],
        message: 'give an email or a username',
      }),
    output: SignedIn,
    errors: {
      taken,
      password_weak: weak,
      identity_invalid: identityInvalid,
      verify_first: verifyFirst,
      registration_closed: registrationClosed,
      game_key_required: gameKeyRequired,
      ...captchaErrors,
      rate_limited: rateLimited,
      busy,
    },
    once: true,
    sensitive: true,
    example: {
      input: { email: 'ann@example.com', username: 'ann', password: 'correct horse battery' },
      output: exampleSignedIn,
    },
  },
  login: {
    summary: 'Sign in with an email or a username and a password.',
    notes:
      'The answer is the same, and takes as long, whether the account is unknown or the password is wrong.',
    who: 'anyone',
    http: 'POST /auth/login',
    input: z
      .object({
        ...identity,
        login: z.string().max(254).optional().meta({ description: 'an email or a username' }),
        password: Password,
        device_token: DeviceToken.optional(),
        device: Device.optional(),
        captcha: Captcha.optional(),
      })
      .refine((input) => oneOf(input.email, input.username, input.login), {
        path: ['email'],
        message: 'give one of email, username or login',
      }),
    output: SignedIn,
    errors: {
      invalid_credentials: invalidCredentials,
      suspended,
      mfa_required: mfaRequired,
      game_key_required: gameKeyRequired,
      ...captchaErrors,
      rate_limited: rateLimited,
      busy,
    },
    sensitive: true,
    example: {
      input: { email: 'ann@example.com', password: 'correct horse battery' },
      output: exampleSignedIn,
    },
  },
  guest: {
    summary: 'Play without an account: sign in by a secret kept on the device.',
    notes:
      'Without a secret the server makes one and tells it once as `device_secret`. With a secret the same guest is signed in again; an unknown secret makes a new guest.',
    who: 'anyone',
    http: { route: 'POST /auth/guest', createdWhen: 'created' },
    input: z.object({
      device_secret: z
        .string()
        .regex(/^[A-Za-z0-9_-]{22,128}$/, 'must have 22 to 128 of A-Z a-z 0-9 _ -')
        .optional()
        .meta({ description: 'at least 128 random bits as base64url or hexadecimal' }),
      display_name: DisplayName.optional(),
      device: Device.optional(),
      language: Language.optional(),
    }),
    output: SignedIn.extend({ created: z.boolean(), device_secret: z.string().nullable() }),
    errors: {
      already_linked: {
        kind: 'conflict',
        message: 'That device belongs to a full account. Sign in with its password.',
      },
      suspended,
      registration_closed: registrationClosed,
      game_key_required: gameKeyRequired,
      rate_limited: rateLimited,
    },
    once: true,
    sensitive: true,
    example: { input: {}, output: { ...exampleSignedIn, created: true, device_secret: 'mZ2…' } },
  },
  upgrade: {
    summary: 'Turn the signed-in guest into a full account. Nothing is lost: the player id stays.',
    who: 'player',
    http: 'POST /auth/upgrade',
    input: z
      .object({ ...identity, password: Password, display_name: DisplayName.optional() })
      .refine((input) => (input.email ?? input.username) !== undefined, {
        path: ['email'],
        message: 'give an email or a username',
      }),
    output: Profile,
    errors: {
      taken,
      password_weak: weak,
      identity_invalid: identityInvalid,
      already_linked: { kind: 'conflict', message: 'This account is a full account already.' },
      verify_first: verifyFirst,
      rate_limited: rateLimited,
      busy,
    },
    sensitive: true,
    example: { input: { username: 'ann', password: 'correct horse battery' }, output: exampleUser },
  },
  refresh: {
    summary: 'Exchange a refresh token for a new pair.',
    notes:
      'Each refresh token works once. Repeats within 10 seconds get the same new pair; a later repeat means theft and ends the session.',
    who: 'anyone',
    http: 'POST /auth/refresh',
    input: z.object({ refresh_token: z.string().max(256) }),
    output: SignedIn.pick({ user_id: true, token: true, refresh_token: true, expires_in: true }),
    errors: {
      refresh_invalid: {
        kind: 'unauthenticated',
        message: 'The refresh token is unknown, expired or revoked. Sign in again.',
      },
      refresh_reused: {
        kind: 'unauthenticated',
        message: 'The refresh token was used before. The session was ended, because it may have been stolen.',
      },
      suspended,
      rate_limited: rateLimited,
    },
    sensitive: true,
    example: {
      input: { refresh_token: 'art_Zk3v…' },
      output: { user_id: exampleUser.user_id, token: 'eyJ…', refresh_token: 'art_b1Xc…', expires_in: 900 },
    },
  },
  logout: {
    summary: 'End this session, or all sessions of the player.',
    notes: 'Works with an access token, or with a refresh token alone when the access token has expired.',
    who: 'anyone',
    http: 'POST /auth/logout',
    input: z.object({ everywhere: Flag.default(false), refresh_token: z.string().max(256).optional() }),
    output: Nothing,
    sensitive: true,
    example: { input: { everywhere: true }, output: null },
  },
  getProfile: {
    summary: 'Read the signed-in player’s own profile.',
    who: 'player',
    http: 'GET /auth/profile',
    input: z.object({}),
    output: Profile,
    example: { input: {}, output: exampleUser },
  },
  updateProfile: {
    summary: 'Change the signed-in player’s own profile. Fields that are left out stay.',
    who: 'player',
    http: 'PUT /auth/profile',
    input: z.object({
      display_name: DisplayName.optional(),
      avatar_url: AvatarUrl.nullable().optional(),
      preferences: Preferences.optional(),
      language: Language.nullable().optional(),
    }),
    output: Profile,
    example: {
      input: { preferences: { volume: 0.8 } },
      output: { ...exampleUser, preferences: { volume: 0.8 } },
    },
  },
  changePassword: {
    summary: 'Change the password. Every other session of the player ends.',
    who: 'player',
    http: 'PUT /auth/password',
    input: z.object({ current_password: Password, new_password: Password }),
    output: Nothing,
    errors: { invalid_credentials: invalidCredentials, password_weak: weak, rate_limited: rateLimited, busy },
    sensitive: true,
    example: {
      input: { current_password: 'correct horse battery', new_password: 'staple gun sunday' },
      output: null,
    },
  },
  getPlayer: {
    summary: 'Read the public profile of a player.',
    reveals: 'The public profile: names, picture and since when.',
    revealsTo: 'deployment',
    who: 'player',
    http: 'GET /users/:user_id',
    input: z.object({ user_id: UserRef }),
    output: PublicProfile,
    errors: { not_found: { kind: 'not_found', message: 'There is no such player.' } },
    example: {
      input: { user_id: exampleUser.user_id },
      output: {
        user_id: exampleUser.user_id,
        username: 'ann',
        display_name: 'ann',
        avatar_url: null,
        created_at: exampleUser.created_at,
      },
    },
  },
  listSessions: {
    summary: 'List the player’s sessions, the latest used first.',
    who: 'player',
    http: 'GET /auth/sessions',
    input: z.object({}),
    output: z.object({ sessions: z.array(Session) }),
    example: {
      input: {},
      output: {
        sessions: [
          {
            session_id: '01890a5d-ac96-774b-bcce-b302099a8058',
            device: { name: 'Deck', platform: 'linux' },
            network: '203.0.113.0/24',
            created_at: '2026-01-01T12:00:00.000Z',
            last_used_at: '2026-01-02T12:00:00.000Z',
            current: true,
          },
        ],
      },
    },
  },
  revokeSession: {
    summary: 'End one session of the player.',
    who: 'player',
    http: 'DELETE /auth/sessions/:session_id',
    input: z.object({ session_id: Id }),
    output: Nothing,
    errors: { session_not_found: { kind: 'not_found', message: 'There is no such session.' } },
    example: { input: { session_id: '01890a5d-ac96-774b-bcce-b302099a8058' }, output: null },
  },
  ...mailMethods,
  ...mfaMethods,
});
