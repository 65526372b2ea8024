import { createTables } from './202601021000-create-tables.js';
import { oauthTables } from './202611270100-oauth.js';
import { mailCodes } from './202611270200-mail-codes.js';
import { secondFactors } from './202611270300-second-factors.js';
import { playersAndBans } from './202611270400-players.js';

export const authMigrations = [createTables, oauthTables, mailCodes, secondFactors, playersAndBans];
