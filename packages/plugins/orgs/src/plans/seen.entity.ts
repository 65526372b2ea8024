import { Id, Owner, Text } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Org } from '../orgs/org.entity.js';

/** Says that something was counted in a month. What it was cannot be read from it. */
@Entity('orgs_seen')
@Unique(['orgId', 'hash'])
@Index(['month'])
export class Seen {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Text(7) month: string;
  /** SHA-256 of meter, month and key, base64url. */
  @Text(43) hash: string;
}
