import { Id, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Game } from './game.entity.js';

/** A key of one environment of a game. */
@Entity('orgs_keys')
@Unique(['hash'])
@Index(['gameRowId'])
export class GameKey {
  @Id() id: string;
  @Owner() @ForeignKey(() => Game, { onDelete: 'CASCADE' }) gameRowId: string;
  @Ref() gameId: string;
  @Text(8) sort: 'public' | 'secret';
  @Text(64) label: string;
  @Text(64) hash: string;
  /** A public key whole, of a secret one how it begins. */
  @Text(64) shown: string;
  @Json() scopes: readonly string[];
  /** `null`: the server itself, or an account that was erased. */
  @Ref({ optional: true }) createdBy: string | null;
  @Time() createdAt: Date;
  @Time({ optional: true }) expiresAt: Date | null;
  @Time({ optional: true }) lastUsedAt: Date | null;
  @Time({ optional: true }) revokedAt: Date | null;
  @Ref({ optional: true }) replacedBy: string | null;
}
