import { Entity, Unique } from 'typeorm';
import { Id, Text, Time } from '../../db/words.js';

/** When a job comes next by itself. Whoever moves `nextAt` on adds the job, so one node does. */
@Entity('jobs_ticks')
@Unique(['name'])
export class CronTick {
  @Id() id: string;
  @Text(128) name: string;
  @Text(128) cron: string;
  @Time() nextAt: Date;
}
