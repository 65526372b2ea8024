import { defineContract } from '../../contract/define-contract.js';

export const games = defineContract('games', {});
