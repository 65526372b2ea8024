import { randomBytes } from 'node:crypto';

/** What ties an ID token to the flow it was asked for in. */
export const newNonce = (): string => randomBytes(24).toString('base64url');
