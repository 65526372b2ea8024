import type { CaptchaChallenge } from '@aethex/core';
import { solveChallenge } from 'altcha-lib/v1';

/** What a challenge holds. */
export interface AltchaChallenge {
  readonly algorithm: string;
  readonly challenge: string;
  readonly maxnumber: number;
  readonly salt: string;
  readonly signature: string;
}

/** A solution before it is spelled. */
export type Payload = Record<string, unknown> & { readonly number: number; readonly salt: string };

/** Solves a challenge by Altcha's own solver. */
export async function payloadOf({ challenge }: CaptchaChallenge): Promise<Payload> {
  const { algorithm, challenge: hash, maxnumber, salt, signature } = challenge as never as AltchaChallenge;
  const solution = await solveChallenge(hash, salt, algorithm, maxnumber).promise;
  if (!solution) throw new Error('The challenge has no solution.');
  return { algorithm, challenge: hash, number: solution.number, salt, signature, took: solution.took };
}

/** Spells a solution as the widget does. */
export const spelt = (payload: object): string => Buffer.from(JSON.stringify(payload)).toString('base64');

export const solveAltcha = async (challenge: CaptchaChallenge): Promise<string> =>
  spelt(await payloadOf(challenge));
