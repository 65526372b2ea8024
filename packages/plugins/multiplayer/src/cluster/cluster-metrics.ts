import { Metrics } from '@aethex/core';
import { Injectable } from '@nestjs/common';

/** `given` and `taken`: handed over by a node that left; `revived`: of a dead node; `lost`: another node has it. */
export type Move = 'given' | 'taken' | 'revived' | 'lost';

/** What goes on between nodes. */
@Injectable()
export class ClusterMetrics {
  private readonly moves;
  private readonly bytes;
  private readonly losses;

  constructor(metrics: Metrics) {
    this.moves = metrics.counter('aethex_multiplayer_moves_total', 'Rooms that changed their node, by how.', [
      'how',
    ]);
    this.bytes = metrics.counter(
      'aethex_multiplayer_relay_bytes_total',
      'Bytes between nodes, by direction.',
      ['direction'],
    );
    this.losses = metrics.counter(
      'aethex_multiplayer_relay_lost_total',
      'Packets between nodes that were lost, by the direction this node saw them go.',
      ['direction'],
    );
  }

  moved(how: Move): void {
    this.moves.inc({ how });
  }

  carried(direction: 'in' | 'out', bytes: number): void {
    this.bytes.inc({ direction }, bytes);
  }

  lost(direction: 'in' | 'out'): void {
    this.losses.inc({ direction });
  }
}
