import { defineContract } from '../../contract/define-contract.js';

export const orgs = defineContract('orgs', {});
