import { seconds } from '@aethex/core';
import { z } from 'zod';

const count = (fallback: number) => z.number().int().positive().default(fallback);

/** Settings of player teams, in the section `orgs`. */
export const teamsSettings = {
  teamsPerPlayer: count(1).describe('Teams a player may be in at once, in one game.'),
  teamMembers: count(50).describe('Members a team may have at most.'),
  teamWaiting: count(200).describe('Invitations, requests and bans a team may have, of each.'),
  teamInvitationLife: seconds('7d').describe('How long an invitation to a team is good for.'),
} as const;
