import { randomBytes } from 'node:crypto';

/** A prefix that nobody else uses on the Redis that all tests share. */
export const ownPrefix = (): string => `test-${randomBytes(6).toString('hex')}`;
