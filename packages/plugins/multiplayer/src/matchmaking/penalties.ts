import { Cache, Clock, type Subject } from '@aethex/core';
import { matchmaking } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { QueueConfig } from './rules/queue-config.js';

/** Keeps players who declined a match out of its queue for a while. */
@Injectable()
export class Penalties {
  constructor(
    private readonly cache: Cache,
    private readonly clock: Clock,
  ) {}

  async impose({ gameId, playerId }: Subject, queue: QueueConfig): Promise<void> {
    const seconds = queue.decline_penalty_seconds;
    if (seconds === 0) return;
    const until = this.clock.now().getTime() + seconds * 1000;
    await this.cache.set(keyOf(gameId, playerId, queue.name), String(until), Math.ceil(seconds));
  }

  /** Fails with `matchmaking.penalised` while a penalty lasts. */
  async check({ gameId, playerId }: Subject, queue: QueueConfig): Promise<void> {
    if (queue.decline_penalty_seconds === 0) return;
    const until = await this.cache.get(keyOf(gameId, playerId, queue.name));
    const seconds = (Number(until ?? 0) - this.clock.now().getTime()) / 1000;
    if (seconds > 0) throw matchmaking.error('join', 'penalised', { seconds: Math.ceil(seconds) });
  }
}

const keyOf = (gameId: string, playerId: string, queue: string): string =>
  `multiplayer.penalty/${gameId}/${queue}/${playerId}`;
