/** Which addresses a sign-in may lead back to. */
export interface ReturnRules {
  /** Letter by letter. */
  readonly registered: readonly string[];
  /** Whether pages of this machine are let through, as while a game is made. */
  readonly isLocal: boolean;
  /** Where the server itself is reached, without a slash at its end. */
  readonly base: string;
}

/** Scheme, host and port as they are meant, and a path in which nothing is hidden. */
const plainWeb =
  /^(https?):\/\/([a-z0-9.-]+|\[::1\])(:\d{1,5})?((?:\/[A-Za-z0-9._~-]+)*\/?)(\?[A-Za-z0-9._~=&-]*)?$/;
const dots = /(?:^|\/)\.{1,2}(?:\/|$)/;
const thisMachine = ['localhost', '127.0.0.1', '[::1]'];
const dangerous = /^(?:javascript|data|vbscript|file|blob|about|view-source|filesystem):/i;
const spelt = /^[\x21-\x5b\x5d-\x7e]+$/;

/**
 * Whether a sign-in of a kind may lead back to an address (RFC 9700, 4.1): registered letter by letter, or for native
 * games a literal loopback address with any port (RFC 8252, 7.3), which nobody but the player's own machine answers.
 */
export function mayReturn(address: string, kind: string, rules: ReturnRules): boolean {
  if (!spelt.test(address) || dangerous.test(address) || address.includes('#')) return false;
  if (rules.registered.includes(address)) return !hidesUser(address);
  const [, scheme, host = '', , path = ''] = plainWeb.exec(address) ?? [];
  if (scheme === undefined || dots.test(path) || !URL.canParse(address)) return false;
  if (kind === 'loopback') return scheme === 'http' && host !== 'localhost' && thisMachine.includes(host);
  if (!rules.isLocal) return false;
  return thisMachine.includes(host) || new URL(address).origin === new URL(rules.base).origin;
}

/** A name before the host reads like a host itself. */
const hidesUser = (address: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/?]*@/i.test(address);

/** An address with what the game is to know. */
export function withParams(address: string, params: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== null) query.set(name, value);
  return `${address}${address.includes('?') ? '&' : '?'}${query.toString()}`;
}
