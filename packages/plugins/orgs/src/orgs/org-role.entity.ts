import { Id, Json, Owner, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Unique } from 'typeorm';
import { Org } from './org.entity.js';

/** A role of an organization's own. */
@Entity('orgs_roles')
@Unique(['orgId', 'role'])
export class OrgRole {
  @Id() id: string;
  @Owner() @ForeignKey(() => Org, { onDelete: 'CASCADE' }) orgId: string;
  @Text(32) role: string;
  @Text(64) name: string;
  @Json() permissions: readonly string[];
  @Time() createdAt: Date;
  @Time() updatedAt: Date;
}
