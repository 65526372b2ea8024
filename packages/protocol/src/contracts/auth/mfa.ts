import type { MethodSpecs } from '../../contract/method-spec.js';

/** Second factors, proving oneself again, and captchas. */
export const mfaMethods = {} as const satisfies MethodSpecs;
