import { Id, Int, migration, Text } from '@aethex/core';
import { Entity } from 'typeorm';

/** Something to lose. */
@Entity('trial_accounts')
export class Account {
  @Id() id: string;
  @Text(64) name: string;
  @Int({ default: 0 }) balance: number;
}

export const createAccounts = migration('202601010000-create-accounts', {
  up: (schema) =>
    schema.create('trial_accounts', (t) => t.id().text('name', 64).int('balance', { default: 0 })),
  down: (schema) => schema.drop('trial_accounts'),
});

export const tables = { entities: [Account], migrations: [createAccounts] };

/** The id of the n-th account. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
