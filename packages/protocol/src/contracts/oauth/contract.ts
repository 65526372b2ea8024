import { defineContract } from '../../contract/define-contract.js';
import { deviceMethods } from './device.js';
import { flowMethods } from './flows.js';
import { identityMethods } from './identities.js';

/** Signing in by other means than a password. */
export const oauth = defineContract('oauth', { ...flowMethods, ...identityMethods, ...deviceMethods });
