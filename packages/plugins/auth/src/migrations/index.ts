import { createTables } from './202601021000-create-tables.js';

export const authMigrations = [createTables];
