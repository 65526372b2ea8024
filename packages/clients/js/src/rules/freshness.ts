/** An access token's life as this device measures it. */
export interface TokenLife {
  /** When it expires by the clock of this device, in ms: the moment it was asked for, and its life. */
  readonly expires_at: number;
  /** Its whole life in seconds, as the server told it. */
  readonly expires_in: number;
}

/** A token is exchanged this many milliseconds before it expires, or in the last fifth of a short life. */
const ahead = 60_000;

/**
 * Whether a token is good for another call. A clock that was set back makes it look younger than it ever was: then it is
 * exchanged, because its age is unknown.
 */
export function isFresh({ expires_at, expires_in }: TokenLife, now: number): boolean {
  const life = expires_in * 1000;
  const left = expires_at - now;
  return left > Math.min(ahead, life / 5) && left <= life;
}
