import { Bytes, Id, Int } from '@aethex/core';
import { Entity, Unique } from 'typeorm';

/** A key of the ring, closed by the secret that the nodes share. A number is taken by whoever is first. */
@Entity('keys_ring')
@Unique(['number'])
export class RingKeyRow {
  @Id() id: string;
  /** Counts from 1 in the order the keys were made. */
  @Int() number: number;
  @Bytes() sealed: Buffer;
}
