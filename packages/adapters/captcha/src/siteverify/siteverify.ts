import { z } from 'zod';
import { unavailable } from '../captcha-error.js';

/** Milliseconds a provider may take; whoever registers is waiting. */
const budget = 5000;
/** Milliseconds for which a solution is good. */
const life = 300_000;
/** Milliseconds by which the clock of a provider may differ from ours. */
const skew = 30_000;
/** Longer than any solution. */
const mostCharacters = 8192;

const Answer = z.looseObject({
  success: z.boolean(),
  hostname: z.string().optional(),
  challenge_ts: z.string().optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
});

/** What a provider says of a solution. */
export type SiteverifyAnswer = z.infer<typeof Answer>;

/** Codes that blame the solution; all others blame us or the provider, and then nobody can tell. */
const blamesSolution: ReadonlySet<string> = new Set([
  'missing-input-response',
  'invalid-input-response',
  'timeout-or-duplicate',
  'expired-input-response',
  'already-seen-response',
  'invalid-or-already-seen-response',
]);

/** Asks a provider about a solution; `null` when it says no. Fails with `captcha.unavailable` when it says nothing. */
export async function siteverify(
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<SiteverifyAnswer | null> {
  const solution = form['response'] ?? '';
  if (solution === '' || solution.length > mostCharacters) return null;
  const answer = await asked(url, form);
  if (answer.success) return answer;
  const codes = answer['error-codes'];
  if (codes.length > 0 && codes.every((code) => blamesSolution.has(code))) return null;
  throw unavailable(`The provider answered ${codes.join(', ') || 'no without a reason'}.`);
}

/** Whether a solution was made on a host of ours and within the last 5 minutes. */
export function isHere(answer: SiteverifyAnswer, hostnames: readonly string[], now: Date): boolean {
  const age = now.getTime() - Date.parse(answer.challenge_ts ?? '');
  return hostnames.includes(answer.hostname ?? '') && age >= -skew && age <= life;
}

async function asked(url: string, form: Readonly<Record<string, string>>): Promise<SiteverifyAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'error',
      signal: AbortSignal.timeout(budget),
    });
    // Turnstile says 400 to what it does not like and still answers in its own words.
    if (response.status >= 500) throw new Error(`The provider answered ${response.status}.`);
    return Answer.parse(await response.json());
  } catch (error) {
    throw unavailable(error);
  }
}
