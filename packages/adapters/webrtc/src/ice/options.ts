import { z } from 'zod';

/** The longest that a TURN credential is good for, in seconds. */
export const longestTtl = 600;

const host = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?`;
const StunUrl = new RegExp(`^stuns?:${host}$`);
const TurnUrl = new RegExp(String.raw`^turns?:${host}(?:\?transport=(?:udp|tcp))?$`);
const IceUrl = z
  .string()
  .refine(
    (url) => StunUrl.test(url) || TurnUrl.test(url),
    'must look like stun:host:3478 or turn:host:3478?transport=udp',
  );

/** Whether a server passes everything on itself, so that the other side never sees the player's address. */
export const isTurn = (url: string): boolean => TurnUrl.test(url);

export const StaticIceOptions = z.strictObject({
  /** STUN servers, and TURN servers that ask for no credentials. */
  servers: z
    .array(
      z.strictObject(
        { urls: z.array(IceUrl).min(1) },
        { error: 'takes servers without credentials; use coturn() for TURN, whose credentials expire' },
      ),
    )
    .min(1),
});

export const CoturnOptions = z.strictObject({
  /** `turn:`, `turns:` and `stun:` URLs of the server, the best first. */
  urls: z
    .array(IceUrl)
    .min(1)
    .refine((urls) => urls.some(isTurn), 'needs at least one turn: or turns: URL'),
  /** `static-auth-secret` of the server. */
  secret: z.string().min(16, 'must have at least 16 characters'),
  /** The longest that credentials are good for, in seconds. */
  ttl: z.number().int().min(30).max(longestTtl).default(longestTtl),
});

export type StaticIceOptions = z.input<typeof StaticIceOptions>;
export type CoturnOptions = z.input<typeof CoturnOptions>;
export type CoturnSettings = z.output<typeof CoturnOptions>;
