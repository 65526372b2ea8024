import { Metrics } from '@aethex/core';
import { Injectable } from '@nestjs/common';

/** What goes on in P2P and voice. No label names a player or a room. */
@Injectable()
export class RtcMetrics {
  private readonly frames;
  private readonly voices;

  constructor(metrics: Metrics) {
    this.frames = metrics.counter(
      'aethex_multiplayer_signals_total',
      'Frames of P2P and voice that were passed on or acted on, by type.',
      ['type'],
    );
    this.voices = metrics.gauge(
      'aethex_multiplayer_voice_members',
      'Who is in the voice of the rooms of this node.',
    );
  }

  signalled(type: string): void {
    this.frames.inc({ type });
  }

  voicesAre(members: number): void {
    this.voices.set(members);
  }
}
