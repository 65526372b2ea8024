import { Id, Ref, Text, Time } from '@aethex/core';
import { Entity, Unique } from 'typeorm';

/** A link by which somebody becomes an admin of the installation, once. */
@Entity('orgs_setup_links')
@Unique(['tokenHash'])
export class SetupLink {
  @Id() id: string;
  @Ref() gameId: string;
  @Text(64) tokenHash: string;
  @Time() createdAt: Date;
  @Time() expiresAt: Date;
  @Time({ optional: true }) usedAt: Date | null;
}
