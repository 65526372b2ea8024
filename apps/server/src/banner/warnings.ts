import { randomBytes } from 'node:crypto';
import { isLoopback, type Finding, type HttpConfig, type Plan } from '@aethex/core';

/** What an operator should know of a server that works and could be better. */
export function warningsOf(plan: Plan, http: HttpConfig, url: string): Finding[] {
  const warnings: Finding[] = [];
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 22) {
    warnings.push({
      what: `Node ${process.versions.node} gets no security fixes any more.`,
      ok: false,
      fix: 'Install Node 22 or 24.',
    });
  }
  if (!isLoopback(http.host) && http.publicUrl === undefined) {
    warnings.push({
      what: 'The server is open to the network and does not know its public address.',
      ok: false,
      fix: 'Set AETHEX_HTTP_PUBLIC_URL=https://…',
    });
  }
  if (http.publicUrl?.startsWith('http://') && !isLocal(http.publicUrl)) {
    warnings.push({
      what: 'Players’ passwords travel in the clear: the public address is not https.',
      ok: false,
      fix: 'Put a proxy with TLS in front, such as Caddy.',
    });
  }
  if (new URL(url).port !== String(http.port) && http.port !== 0) {
    warnings.push({
      what: `Port ${http.port} is taken by another program.`,
      ok: false,
      fix: 'Choose one with --port.',
    });
  }
  if (http.trustProxy === true) {
    warnings.push({
      what: 'Everybody is believed to be a proxy: addresses can be forged, and limits passed.',
      ok: false,
      fix: 'Set AETHEX_HTTP_TRUST_PROXY to the addresses of your proxies.',
    });
  }
  return [...warnings, ...hostBound(plan)];
}

/** What keeps a server on a shared database from getting company. */
function hostBound({ adapters }: Plan): Finding[] {
  const isShared = adapters.some(({ port, reach }) => port.name === 'Database' && reach === 'cluster');
  const isBound = (name: string): boolean =>
    adapters.some(({ port, reach }) => port.name === name && reach !== 'cluster');
  const warnings: Finding[] = [];
  if (isShared && isBound('KeyRing')) {
    warnings.push({
      what: 'The keys lie on this host: another node could open nothing that this one has closed.',
      ok: false,
      fix: `Set AETHEX_KEYS_SECRET on every node, such as ${randomBytes(32).toString('base64url')}; keep it as safe as the saves.`,
    });
  }
  if (isShared && isBound('BlobStore')) {
    warnings.push({
      what: 'Large saves lie on the disk of this host: another host has no access to them.',
      ok: false,
      fix: 'Set S3_BUCKET before there is a second host.',
    });
  }
  return warnings;
}

const isLocal = (url: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
