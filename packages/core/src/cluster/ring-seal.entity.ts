import { Entity, Unique } from 'typeorm';
import { Bytes, Id, Text } from '../db/words.js';

/** Something closed by the key ring, by which a server sees whether it has the ring that this database belongs to. */
@Entity('core_seals')
@Unique(['name'])
export class RingSeal {
  @Id() id: string;
  @Text(64) name: string;
  @Bytes() sealed: Buffer;
}
