import { toBase64, utf8 } from './bytes.js';

/** A challenge of Altcha, version 1: find the number whose hash behind the salt is this one. */
export interface AltchaChallenge {
  readonly algorithm: string;
  readonly challenge: string;
  readonly maxnumber?: number;
  readonly salt: string;
  readonly signature: string;
}

/** Hashes between two moments in which the page may breathe. */
const breath = 512;
const most = 1_000_000;

/** The solution as the server reads it; `null` when there is none, or the signal came first. */
export async function solveAltcha(asked: AltchaChallenge, signal?: AbortSignal): Promise<string | null> {
  const { algorithm, challenge, salt, signature } = asked;
  for (let number = 0; number <= Math.min(asked.maxnumber ?? most, most); number += 1) {
    if (number % breath === 0) await new Promise((resolve) => setTimeout(resolve));
    if (signal?.aborted) return null;
    if ((await hex(algorithm, salt + number)) === challenge)
      return toBase64(utf8(JSON.stringify({ algorithm, challenge, number, salt, signature })));
  }
  return null;
}

async function hex(algorithm: string, text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, utf8(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
