import { createHmac } from 'node:crypto';

export interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

/**
 * Credentials of "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00, coturn's
 * `use-auth-secret`): the username is `<unix seconds of expiry>:<who>`, the password its HMAC-SHA1 in base64.
 */
export function turnCredentials(secret: string, who: string, expiresAt: Date): TurnCredentials {
  const username = `${Math.floor(expiresAt.getTime() / 1000)}:${who}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

/** A name for a player that is always the same and tells a TURN server's log nothing. */
export const pseudonym = (secret: string, player: string): string =>
  createHmac('sha256', secret).update(`player ${player}`).digest('base64url').slice(0, 16);
