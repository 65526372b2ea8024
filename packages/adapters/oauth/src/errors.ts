import { oauth, type AethexError } from '@aethex/protocol';

type Code = 'denied' | 'token_invalid' | 'provider_error' | 'provider_unavailable';

/** One of the errors a provider may cause. What really happened is its cause, for the log. */
export const failed = (code: Code, cause?: unknown): AethexError =>
  oauth.error('exchange', code, undefined, {
    cause,
    ...(code === 'provider_unavailable' && { retryAfter: 5 }),
  });
