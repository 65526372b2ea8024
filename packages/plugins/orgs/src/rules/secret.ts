import { createHash, randomBytes } from 'node:crypto';

/**
 * `agk`: public game key. `ask`: secret server key. `asv`: service token. `ast`: studio token. `ain`: invitation.
 * `aad`: link of the first admin.
 */
export type SecretSort = 'agk' | 'ask' | 'asv' | 'ast' | 'ain' | 'aad';

const bytes = 32;
const body = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits behind a prefix that tells what they are, should they ever turn up where they do not belong. */
export const newSecret = (sort: SecretSort): string => `${sort}_${randomBytes(bytes).toString('base64url')}`;

/** Whether a text can be a secret of this sort. */
export const isSecret = (sort: SecretSort, text: string): boolean =>
  text.startsWith(`${sort}_`) && body.test(text.slice(sort.length + 1));

/** What is stored of a secret. It needs no slow hash: nobody guesses 256 random bits. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** How a secret begins: enough to tell it from others, and of no use to anybody. */
export const beginningOf = (secret: string): string => `${secret.slice(0, 10)}…`;
