import { clientOf, type Strategy } from './types.js';

/** A JSON object behind an access token. */
export function fetchJson(
  strategy: Strategy,
  url: string,
  token: string,
  done: (error: unknown, profile?: unknown) => void,
): void {
  clientOf(strategy).get(url, token, (error, text) => {
    if (error) return done(error);
    try {
      const value: unknown = JSON.parse(text ?? '');
      if (typeof value !== 'object' || value === null) throw new TypeError('It is no object.');
      return done(null, value);
    } catch (unreadable) {
      return done(unreadable);
    }
  });
}
