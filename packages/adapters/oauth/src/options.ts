import { z } from 'zod';

const text = z.string().min(1);

/** An address of a provider. Plain http is for servers on this machine only. */
export const Endpoint = z
  .string()
  .refine((value) => isSecure(value), 'must be an https address, or http on this machine');

/** How our adapter is known where players choose; the default is the vendor's own name. */
export const ProviderNameOption = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'must be a short lower-case name such as "studio"');

/** The facts of an application that every provider gives out. */
export const Client = { clientId: text, clientSecret: text } as const;

export function isSecure(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}

export const isThisMachine = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
