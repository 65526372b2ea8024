import { Id, Ref, Time } from '@aethex/core';
import { Entity, Unique } from 'typeorm';

/** Somebody who runs the installation. */
@Entity('orgs_admins')
@Unique(['playerId'])
export class Admin {
  @Id() id: string;
  @Ref() gameId: string;
  @Ref() playerId: string;
  @Time() createdAt: Date;
}
