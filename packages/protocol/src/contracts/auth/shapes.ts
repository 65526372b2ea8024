import { z } from 'zod';
import { Id, json, text, Timestamp } from '../../contract/schemas.js';

export const Email = z
  .string()
  .max(254)
  .meta({ description: 'an email address', examples: ['ann@example.com'] });
export const Username = z
  .string()
  .max(64)
  .meta({
    description: '3 to 32 letters of any script, digits, `_`, `-` or `.`; the first one a letter or a digit',
    examples: ['ann'],
  });
export const Password = z
  .string()
  .max(4096)
  .refine((value) => value.isWellFormed(), 'has characters that cannot be stored')
  .meta({ description: 'plain, over TLS; 8 characters or more, at most 1 KiB' });
export const DisplayName = text(1, 64);
export const AvatarUrl = z
  .url({ protocol: /^https$/, message: 'must be an https URL' })
  .max(500)
  .refine((value) => !/[\s\p{C}]/u.test(value), 'has characters that no URL has');
export const Preferences = json(16 * 1024).meta({
  description: 'the player’s own settings: any JSON up to 16 KiB',
});

/** The language in which somebody wants to be written to. */
export const Language = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'must be a language such as "en" or "pt-BR"')
  .meta({ description: 'a language as in BCP 47', examples: ['de'] });

export const Captcha = z
  .string()
  .max(8192)
  .meta({ description: 'the solution of a captcha, where the server asks for one' });

export const MailCode = z
  .string()
  .max(128)
  .meta({ description: 'a code from a mail: the long one of its link, or its 6 digits' });

/** What a device says of itself; shown in the list of sessions and never trusted. */
export const Device = z
  .strictObject({
    name: text(1, 64).optional(),
    platform: text(1, 32).optional(),
    game_version: text(1, 32).optional(),
  })
  .meta({ id: 'Device', description: 'what the device says of itself' });

export const DeviceToken = z.string().max(128).meta({
  description: 'the `device_token` of an earlier sign-in: spares a known device the limits strangers cause',
});

export const Profile = z
  .object({
    user_id: Id,
    username: z.string().nullable(),
    email: z.string().nullable(),
    display_name: z.string(),
    avatar_url: z.string().nullable(),
    preferences: z.unknown().meta({ description: 'the player’s own settings' }),
    is_guest: z.boolean(),
    is_verified: z.boolean(),
    language: z.string().nullable().meta({ description: 'in which the player is written to' }),
    created_at: Timestamp,
    last_login_at: Timestamp.nullable(),
  })
  .meta({ id: 'Profile' });

export const PublicProfile = Profile.pick({
  user_id: true,
  username: true,
  display_name: true,
  avatar_url: true,
  created_at: true,
}).meta({ id: 'PublicProfile' });

/** What every sign-in answers. `expires_in` counts seconds of the access token. */
export const SignedIn = z
  .object({
    user_id: Id,
    token: z.string(),
    refresh_token: z.string(),
    expires_in: z.number().int(),
    device_token: z.string(),
    user: Profile,
  })
  .meta({ id: 'SignedIn' });

export const Session = z
  .object({
    session_id: Id,
    device: Device.nullable(),
    network: z
      .string()
      .nullable()
      .meta({ description: 'the network the session was opened from, shortened' }),
    created_at: Timestamp,
    last_used_at: Timestamp,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });

export const SecondFactorCode = z
  .string()
  .max(64)
  .meta({ description: '6 digits of an authenticator app, or a recovery code', examples: ['287082'] });
