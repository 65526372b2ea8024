import { z } from 'zod';

/** Longer than any solution. */
const mostCharacters = 4096;
/** Random part, action, end, and the `&` without which digits of the number could be moved into the salt (CVE-2025-68113). */
const saltForm = /^[0-9a-f]{24}\?action=([a-z_]{1,32})&expires=(\d{10,12})&$/;

const Solution = z.strictObject({
  algorithm: z.literal('SHA-256'),
  challenge: z.string().regex(/^[0-9a-f]{64}$/),
  number: z.number().int().min(0).max(1_000_000),
  salt: z.string().regex(saltForm),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
  /** How long it took, as widgets say; means nothing. */
  took: z.number().optional(),
});

/** A solution as it was shown. Nothing in it is to be believed until its signature is checked. */
export type AltchaSolution = z.infer<typeof Solution> & {
  readonly action: string;
  /** Seconds since 1970 UTC. */
  readonly expires: number;
};

/** Reads a solution; `null` when it is none. */
export function readSolution(text: string): AltchaSolution | null {
  if (text.length > mostCharacters || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const read = Solution.safeParse(parsed(Buffer.from(text, 'base64').toString()));
  const [, action, expires] = (read.success && saltForm.exec(read.data.salt)) || [];
  if (!read.success || action === undefined) return null;
  return { ...read.data, action, expires: Number(expires) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
