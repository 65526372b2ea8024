import { Id, Json, Ref, Time } from '@aethex/core';
import { Entity, Index } from 'typeorm';

/** Something every node must hear of within two seconds. */
@Entity('orgs_news')
@Index(['at'])
export class NewsEntry {
  @Id() id: string;
  /** `null`: it concerns no organization. */
  @Ref({ optional: true }) orgId: string | null;
  @Json() subjects: readonly string[];
  @Time() at: Date;
}
