import { Metrics } from '@aethex/core';
import { Injectable } from '@nestjs/common';

const kib = 1024;
const sizes = [
  kib / 4,
  kib,
  4 * kib,
  16 * kib,
  64 * kib,
  256 * kib,
  kib * kib,
  4 * kib * kib,
  16 * kib * kib,
];

/** How often players save, how much, and how often two devices collide. No label names a player. */
@Injectable()
export class SavesMetrics {
  private readonly puts;
  private readonly putBytes;
  private readonly conflicts;

  constructor(metrics: Metrics) {
    this.puts = metrics.counter(
      'aethex_saves_puts_total',
      'Uploads that were stored (new), or had arrived before (repeated).',
      ['result'],
    );
    this.putBytes = metrics.histogram(
      'aethex_saves_put_bytes',
      'Size of uploads that were stored, as the players sent them.',
      [],
      sizes,
    );
    this.conflicts = metrics.counter(
      'aethex_saves_conflicts_total',
      'Conflicts: found, and resolved by theirs, mine, both or merge.',
      ['event'],
    );
  }

  stored(isRepeat: boolean, bytes: number): void {
    this.puts.inc({ result: isRepeat ? 'repeated' : 'new' });
    if (!isRepeat) this.putBytes.observe(bytes);
  }

  conflict(event: 'found' | 'theirs' | 'mine' | 'both' | 'merge'): void {
    this.conflicts.inc({ event });
  }
}
