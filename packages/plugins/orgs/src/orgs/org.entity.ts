import { Bool, Id, Int, Ref, Text, Time } from '@aethex/core';
import { Entity } from 'typeorm';

/** A studio. */
@Entity('orgs_orgs')
export class Org {
  @Id() id: string;
  /** The game its founder was signed in to: its look is that of the organization's mails. */
  @Ref() gameId: string;
  @Text(100) name: string;
  @Bool({ default: false }) requireMfa: boolean;
  /** Goes up with each change of who may do what, so that those stand in line. */
  @Int({ default: 0 }) turn: number;
  @Time() createdAt: Date;
  @Time() updatedAt: Date;
  @Time({ optional: true }) deletedAt: Date | null;
}
