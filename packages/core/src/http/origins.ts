import { isLoopback } from '../dispatch/address.js';

const localPage = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Whether pages of an origin may speak to the server: those that are listed, and, while the server listens on this
 * machine only, those that this machine serves itself, so that a game under development just works.
 */
export function isKnownOrigin(origin: string, listed: readonly string[], host: string): boolean {
  if (listed.includes('*') || listed.includes(origin)) return true;
  return (host === 'localhost' || isLoopback(host)) && localPage.test(origin);
}
