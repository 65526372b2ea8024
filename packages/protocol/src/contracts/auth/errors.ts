import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';

export const rateLimited = {
  kind: 'rate_limited',
  message: 'Too many tries. Wait and try again.',
  data: z.object({ retry_after: z.number().int().meta({ description: 'seconds to wait' }) }),
} as const satisfies ErrorSpec;
export const busy = {
  kind: 'unavailable',
  message: 'Too many sign-ins at this moment. Try again.',
} as const satisfies ErrorSpec;
export const taken = {
  kind: 'conflict',
  message: 'That email or username is taken.',
  data: z.object({ field: z.enum(['email', 'username']) }),
} as const satisfies ErrorSpec;
export const weak = {
  kind: 'invalid',
  message: 'That password is too short, too long or too easy to guess. Choose another one.',
  data: z.object({
    field: z.enum(['password', 'new_password']),
    reason: z.enum(['too_short', 'too_long', 'too_common', 'own_name']).meta({
      description: '`own_name`: it is the email or the username of the account itself',
    }),
  }),
} as const satisfies ErrorSpec;
export const invalidCredentials = {
  kind: 'unauthenticated',
  message: 'The email or username and the password do not match.',
} as const satisfies ErrorSpec;
export const suspended = {
  kind: 'forbidden',
  message: 'This account is suspended.',
} as const satisfies ErrorSpec;
export const identityInvalid = {
  kind: 'invalid',
  message: 'That email or username cannot be used.',
  data: z.object({
    field: z.enum(['email', 'username']),
    reason: z.enum(['malformed', 'length', 'characters']),
  }),
} as const satisfies ErrorSpec;
