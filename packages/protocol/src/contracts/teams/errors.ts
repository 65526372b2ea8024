import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';

type Errors = Record<string, ErrorSpec>;

export const notFound = {
  kind: 'not_found',
  message: 'There is no such team, or you do not belong to it.',
} as const satisfies ErrorSpec;

export const notAllowed = {
  kind: 'forbidden',
  message: 'Your role in the team does not allow this. Ask its leader.',
} as const satisfies ErrorSpec;

export const playerNotFound = {
  kind: 'not_found',
  message: 'The team knows no such player.',
} as const satisfies ErrorSpec;

export const full = {
  kind: 'conflict',
  message: 'The team is full. Join another one, or wait until somebody leaves.',
  data: z.object({ max_members: z.number() }),
} as const satisfies ErrorSpec;

export const tooMany = {
  kind: 'conflict',
  message: 'The player is in as many teams as one may be. Leave one first.',
  data: z.object({ most: z.number() }),
} as const satisfies ErrorSpec;

export const tooManyWaiting = {
  kind: 'conflict',
  message: 'The team has as many invitations, requests or bans as it may have. Remove some first.',
  data: z.object({ most: z.number() }),
} as const satisfies ErrorSpec;

export const nameErrors = {
  name_taken: {
    kind: 'conflict',
    message: 'Another team of this game has that name, or one that looks like it. Choose another one.',
  },
  tag_taken: {
    kind: 'conflict',
    message: 'Another team of this game has that tag, or one that looks like it. Choose another one.',
  },
  name_invalid: {
    kind: 'invalid',
    message: 'Names are made of letters, digits, spaces, ".", "_", "-" and "\'"; tags of letters and digits.',
    data: z.object({ field: z.enum(['name', 'tag']) }),
  },
} as const satisfies Errors;

export const sizeInvalid = {
  kind: 'invalid',
  message: 'A team can have no more members than the server allows, and no fewer than it has.',
  data: z.object({ least: z.number(), most: z.number() }),
} as const satisfies ErrorSpec;

/** What those answer that only some roles may do. */
export const actErrors = { not_found: notFound, not_allowed: notAllowed } as const satisfies Errors;

/** What those answer by which a player gets in. */
export const entryErrors = {
  not_found: notFound,
  full,
  too_many: tooMany,
  entry_closed: {
    kind: 'forbidden',
    message:
      'One does not get into this team that way. Look at its entry: ask for a place, or to be invited.',
  },
  banned: { kind: 'forbidden', message: 'This team does not take you. Choose another one.' },
  member_already: { kind: 'conflict', message: 'The player is a member of this team already.' },
} as const satisfies Errors;
