import { AethexError } from '@aethex/protocol';

/** Nobody can tell whether a solution is right. `why` is for the log and never reaches the wire. */
export const unavailable = (why: unknown): AethexError =>
  new AethexError(
    'unavailable',
    'captcha.unavailable',
    'Captchas cannot be checked at the moment. Try again.',
    undefined,
    { cause: why, retryAfter: 60 },
  );
