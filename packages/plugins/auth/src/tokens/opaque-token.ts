import { createHash, createHmac, randomBytes } from 'node:crypto';

/** `art`: refresh token. `adt`: device token. `ads`: device secret. `amc`: code in a mail. `amt`: half a sign-in. `ao…`: parts of a sign-in elsewhere. */
export type TokenSort = 'art' | 'adt' | 'ads' | 'amc' | 'amt' | OauthSort;
/** Handle, state, cookie, code and poll token of a browser's sign-in, and the code of a device. */
export type OauthSort = 'aof' | 'aos' | 'aob' | 'aoc' | 'aop' | 'aod';

const bits = 256;
const body = /^[A-Za-z0-9_-]{43}$/;

/** A secret of 256 random bits behind a prefix that tells what it is, should it ever turn up where it does not belong. */
export const newToken = (sort: TokenSort): string => spelt(sort, newSalt());

/** Whether a text can be a token of this sort. */
export const isToken = (sort: TokenSort, text: string): boolean =>
  text.startsWith(`${sort}_`) && body.test(text.slice(4));

/** What is stored of a secret. It needs no slow hash: nobody guesses 256 random bits. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export const newSalt = (): Buffer => randomBytes(bits / 8);

/**
 * The refresh token that follows another one: HMAC-SHA-256 of a random salt under the token itself. So a repeated call
 * can be given the very same successor, and what is stored is of no use to anybody who does not hold the old token.
 */
export const successorOf = (token: string, salt: Uint8Array): string =>
  spelt('art', createHmac('sha256', token).update(salt).digest());

const spelt = (sort: TokenSort, bytes: Buffer): string => `${sort}_${bytes.toString('base64url')}`;
