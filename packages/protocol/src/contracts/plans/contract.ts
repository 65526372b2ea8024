import { defineContract } from '../../contract/define-contract.js';

export const plans = defineContract('plans', {});
