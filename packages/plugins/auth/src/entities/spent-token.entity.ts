import { Id, Owner, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Session } from './session.entity.js';

/** A refresh token that was exchanged. Kept as long as its session, so that nobody can use it again unnoticed. */
@Entity('auth_spent_tokens')
@Unique(['hash'])
@Index(['sessionId'])
export class SpentToken {
  @Id() id: string;
  @Owner() @ForeignKey(() => Session, { onDelete: 'CASCADE' }) sessionId: string;
  @Text(64) hash: string;
  @Time() spentAt: Date;
}
