import { defineContract } from '../../contract/define-contract.js';

export const teams = defineContract('teams', {});
