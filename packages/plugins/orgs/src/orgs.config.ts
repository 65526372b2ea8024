import { configSection, seconds } from '@aethex/core';
import { z } from 'zod';
import { plansSettings } from './plans/settings.js';
import { teamsSettings } from './teams/settings.js';

const count = (fallback: number) => z.number().int().positive().default(fallback);

/** Studios: who may found one, and what their members and keys may have. */
export class OrgsConfig extends configSection('orgs', {
  creation: z
    .enum(['admins', 'anyone'])
    .default('admins')
    .describe('Who may found an organization: admins of the installation, or any player with an account.'),
  invitationLife: seconds('7d').describe('How long an invitation is good for.'),
  setupLife: seconds('1h').describe('How long the link is good for by which the first admin comes.'),
  studioTokenLife: seconds('1h')
    .refine((life) => life >= 60 && life <= 3600, 'must be between a minute and an hour')
    .describe('How long a studio token is good for.'),
  keyOverlap: seconds('24h').describe('How long a rotated secret key goes on working beside its successor.'),
  maxMembers: count(500).describe('Members and open invitations one organization may have.'),
  maxRoles: count(50).describe('Roles of its own one organization may have.'),
  maxGames: count(100).describe('Games one organization may have.'),
  maxKeys: count(50).describe('Living keys of one sort one environment of a game may have.'),
  knownKeys: count(10_000).describe('Keys a node remembers, so that a call with one costs no look-up.'),
  unknownKeysPerMinute: count(60).describe('Keys nobody knows that one address may show in a minute.'),
  auditLife: seconds('730d').describe('How long the audit log is kept.'),
  ...teamsSettings,
  ...plansSettings,
}) {}
