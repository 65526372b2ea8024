import { defineContract } from '../../contract/define-contract.js';

export const players = defineContract('players', {});
