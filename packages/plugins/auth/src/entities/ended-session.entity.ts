import { Id, Ref, Time } from '@aethex/core';
import { Entity, Index } from 'typeorm';

/**
 * Says for a while that a session ended before its time, even when nothing else of it or its player is left: access
 * tokens that were given out for it still go round, and a node may have missed the news.
 */
@Entity('auth_endings')
@Index(['endedAt'])
export class EndedSession {
  @Id() id: string;
  @Ref() sessionId: string;
  @Time() endedAt: Date;
}
