import ipaddr from 'ipaddr.js';

/**
 * What an address counts as in a limit: an IPv4 address itself, of an IPv6 address the /64 network one customer gets.
 */
export function addressKey(address: string): string {
  const parsed = parsedAddress(address);
  if (!parsed) return address;
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

/** A network to show to its owner, too coarse to find a person by: /24 of IPv4, /48 of IPv6. */
export function coarseNetwork(address: string): string | null {
  const parsed = parsedAddress(address);
  if (!parsed) return null;
  if (parsed.kind() === 'ipv4') return `${(parsed as ipaddr.IPv4).octets.slice(0, 3).join('.')}.0/24`;
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 3)
    .map((part) => part.toString(16))
    .join(':')}::/48`;
}

export const isLoopback = (address: string): boolean => parsedAddress(address)?.range() === 'loopback';

/** IPv4 inside IPv6 counts as the IPv4 address. */
function parsedAddress(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return ipaddr.isValid(address) ? ipaddr.process(address) : null;
}
