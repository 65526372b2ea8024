import { Id, Json, Owner, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Unique } from 'typeorm';
import { Org } from '../orgs/org.entity.js';

/** The plan an organization was given; one without a row has the default plan. */
@Entity('orgs_plans')
@Unique(['orgId'])
export class OrgPlan {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Text(32) plan: string;
  /** In place of the plan's own; `null` for no limit. */
  @Json() limits: Readonly<Record<string, number | null>>;
  /** `null`: their account was erased. */
  @Ref({ optional: true }) givenBy: string | null;
  @Time() givenAt: Date;
}
