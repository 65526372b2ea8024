import type { Finding } from '@aethex/core';

/** Whether anything answers at an address; what it answers is nobody's business here. */
export async function reachable(title: string, address: string): Promise<readonly Finding[]> {
  const what = `${title} answers at ${new URL(address).origin}`;
  try {
    await fetch(address, { method: 'GET', redirect: 'manual', signal: AbortSignal.timeout(5000) });
    return [{ what, ok: true }];
  } catch {
    return [{ what, ok: false, fix: 'Let this server reach it: look at the firewall and the proxy.' }];
  }
}
