import { Id, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { GameKey } from './game-key.entity.js';

/** What one instance of a game server holds instead of the key. */
@Entity('orgs_service_tokens')
@Unique(['hash'])
@Index(['keyId'])
@Index(['expiresAt'])
export class ServiceToken {
  @Id() id: string;
  @Owner() @ForeignKey(() => GameKey, { onDelete: 'CASCADE' }) keyId: string;
  @Ref() gameId: string;
  @Text(64) hash: string;
  @Json() scopes: readonly string[];
  @Time() createdAt: Date;
  @Time() expiresAt: Date;
}
