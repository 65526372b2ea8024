import { organizations } from './202611270500-organizations.js';
import { playerTeams } from './202611270560-teams.js';
import { plansAndMeters } from './202611270570-plans.js';
import { gamesAndKeys } from './202611270510-games-and-keys.js';

export const orgsMigrations = [organizations, gamesAndKeys, playerTeams, plansAndMeters];
