import { createTables } from './202601021000-create-tables.js';
import { mailCodes } from './202611270200-mail-codes.js';

export const authMigrations = [createTables, mailCodes];
