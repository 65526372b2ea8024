import { Id, Int, Owner, Ref, Time } from '@aethex/core';
import { Entity, ForeignKey, Index } from 'typeorm';
import { MeterRow } from './meter.entity.js';

/** Room that was set aside. */
@Entity('orgs_holds')
@Index(['meterId', 'expiresAt'])
@Index(['expiresAt'])
export class HoldRow {
  @Id() id: string;
  @Owner() @ForeignKey(() => MeterRow, { onDelete: 'CASCADE' }) meterId: string;
  @Ref() gameId: string;
  @Int() amount: number;
  @Time() expiresAt: Date;
}
