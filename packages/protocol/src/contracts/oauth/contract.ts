import { defineContract } from '../../contract/define-contract.js';

export const oauth = defineContract('oauth', {});
