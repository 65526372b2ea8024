import type { MethodSpecs } from '../../contract/method-spec.js';

/** Methods around the mail address: proving it, changing it, and coming back by it. */
export const mailMethods = {} as const satisfies MethodSpecs;
