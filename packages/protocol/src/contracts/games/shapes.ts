import { z } from 'zod';
import { Id, text, Timestamp, whole } from '../../contract/schemas.js';
import { Permissions } from '../orgs/shapes.js';

export const GameSlug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'must be lower-case words joined by "-", at most 40 characters',
  )
  .meta({ description: 'the name of the game in addresses; the same for good', examples: ['starfall'] });

export const Environment = z
  .enum(['live', 'staging', 'dev'])
  .meta({ description: 'each one a world of its own: nothing in it is seen from another' });

export const Brand = z
  .strictObject({
    name: text(1, 64).optional(),
    logo_url: z
      .url({ protocol: /^https$/, message: 'must be an https URL' })
      .max(500)
      .refine((value) => !/[\s\p{C}]/u.test(value), 'has characters that no URL has')
      .optional(),
    color: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'must be a color such as "#4f46e5"')
      .optional(),
    support_email: z.email().max(254).optional(),
  })
  .meta({ id: 'Brand', description: 'how the game looks in mails and on pages' });

export const Game = z
  .object({
    game: z.string(),
    org_id: Id,
    name: z.string(),
    brand: Brand,
    environments: z.array(
      z.object({
        environment: Environment,
        game_id: z.string().meta({ description: 'as tokens and rows carry it' }),
        public_key: z.string().nullable().meta({ description: 'the newest; null: all are revoked' }),
      }),
    ),
    created_at: Timestamp,
    deleted_at: Timestamp.nullable().meta({ description: 'games.restore brings it back for 30 days' }),
  })
  .meta({ id: 'Game' });

export const Scopes = Permissions.meta({ description: 'permissions of the key; none is the default' });
export const KeyLife = whole(60, 315_360_000).meta({ description: 'seconds; left out: until it is revoked' });

export const GameKey = z
  .object({
    key_id: Id,
    sort: z.enum(['public', 'secret']),
    label: z.string(),
    environment: Environment,
    shown: z
      .string()
      .meta({ description: 'a public key whole, of a secret one how it begins', examples: ['ask_9sQx…'] }),
    scopes: z.array(z.string()),
    created_by: Id.nullable(),
    created_at: Timestamp,
    expires_at: Timestamp.nullable(),
    last_used_at: Timestamp.nullable().meta({ description: 'to the minute' }),
    replaced_by: Id.nullable().meta({ description: 'the key it was rotated to' }),
  })
  .meta({ id: 'GameKey' });

export const NewKey = GameKey.extend({
  key: z.string().meta({ description: 'the key itself; a secret one is shown this once' }),
}).meta({ id: 'NewGameKey' });
