import { z } from 'zod';
import { Id, text, Timestamp } from '../../contract/schemas.js';
import { SignedIn } from '../auth/shapes.js';

export const ProviderName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'must be the name of a provider')
  .meta({ description: 'the name of a provider', examples: ['google'] });

/** RFC 7636, S256. There is no `plain`. */
export const CodeChallenge = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'must be the SHA-256 of the code verifier in 43 characters of base64url')
  .meta({ description: 'the SHA-256 of a `code_verifier` (RFC 7636, S256), base64url' });

export const CodeVerifier = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{43,128}$/, 'must be a code verifier of 43 to 128 characters')
  .meta({ description: 'the secret behind the `code_challenge` (RFC 7636)' });

export const Code = z.string().max(128).meta({ description: 'what the browser came back with' });
export const ProviderToken = z
  .string()
  .max(16_384)
  .meta({ description: 'a token or ticket of the platform’s own library' });
export const Nonce = z.string().max(256).meta({ description: 'the nonce the token was asked for with' });
export const ClientState = text(1, 512).meta({ description: 'comes back word for word, as `state`' });

/** One way into an account besides a password. */
export const LinkedIdentity = z
  .object({
    identity_id: Id,
    provider: z.string(),
    email: z.string().nullable().meta({ description: 'as the provider told it' }),
    name: z.string().nullable(),
    linked_at: Timestamp,
    used_at: Timestamp,
  })
  .meta({ id: 'LinkedIdentity' });

export const SignedInWith = SignedIn.extend({
  created: z.boolean().meta({ description: 'whether the account is new' }),
}).meta({ id: 'SignedInWith' });

export const UserCode = z
  .string()
  .max(32)
  .meta({
    description: 'what the device shows; case, dashes and spaces do not matter',
    examples: ['WDJB-MJHT'],
  });

export const DeviceFlow = z
  .object({
    device_code: z.string(),
    user_code: z.string(),
    verification_uri: z.string(),
    verification_uri_complete: z.string(),
    expires_in: z.number().int().meta({ description: 'seconds' }),
    interval: z.number().int().meta({ description: 'seconds between two calls of `oauth.deviceToken`' }),
  })
  .meta({ id: 'DeviceFlow' });

export const exampleIdentity = {
  identity_id: '01890a5d-ac96-774b-bcce-b302099a8059',
  provider: 'google',
  email: 'ann@example.com',
  name: 'Ann',
  linked_at: '2026-01-01T12:00:00.000Z',
  used_at: '2026-01-01T12:00:00.000Z',
};
