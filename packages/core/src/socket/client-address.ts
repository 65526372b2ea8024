import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * The client's address of a request outside the HTTP router. `X-Forwarded-For` counts only as far as the proxies in
 * front are trusted, read from the right.
 */
export function clientAddress(request: IncomingMessage, trust: boolean | string): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trust === false) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const chain = [...forwarded, direct];
  if (trust === true) return chain[0] ?? direct;
  const ranges = trustedRanges(trust);
  let at = chain.length - 1;
  while (at > 0 && isTrusted(chain[at] as string, ranges)) at -= 1;
  return chain[at] as string;
}

/** Parses `10.0.0.0/8, 127.0.0.1`; throws on anything that is no address or range. */
export function trustedRanges(list: string): Range[] {
  return list.split(',').map((part) => {
    const text = part.trim();
    if (text === 'loopback') return ipaddr.parseCIDR('127.0.0.0/8');
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.parse(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
}

function isTrusted(address: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([range, bits]) => parsed.kind() === range.kind() && parsed.match(range, bits));
}
