import { createMatchmaking } from './202611262000-create-matchmaking.js';

export const matchmakingMigrations = [createMatchmaking];
