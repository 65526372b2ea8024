import { createTables } from './202601011200-create-tables.js';

export const savesMigrations = [createTables];
