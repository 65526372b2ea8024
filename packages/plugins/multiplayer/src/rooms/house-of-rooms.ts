import { Clock, Ids, Logger } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { MultiplayerMetrics } from '../multiplayer.metrics.js';
import { TickWheel } from '../sync/tick-wheel.js';
import type { RoomHouse } from './room-house.js';
import { SignalPort } from './signal-port.js';

/** What all rooms of this node share: its clock, its limits, the wheel that ticks for all of them. */
@Injectable()
export class HouseOfRooms implements RoomHouse {
  readonly defaults;
  readonly log;
  readonly hooks;
  readonly most;
  readonly wheel: TickWheel;

  constructor(
    private readonly clock: Clock,
    readonly ids: Ids,
    readonly logger: Logger,
    readonly metrics: MultiplayerMetrics,
    readonly signals: SignalPort,
    readonly config: MultiplayerConfig,
  ) {
    this.defaults = {
      maxPlayers: Math.min(config.roomSize, config.maxPlayers),
      mostPlayers: config.maxPlayers,
      maxSpectators: Math.min(config.roomSize, config.maxSpectators),
      mostSpectators: config.maxSpectators,
      tickRate: config.tickRate,
      holdSeconds: config.holdSeat,
      emptySeconds: config.emptyRoom,
    };
    this.log = { events: config.logEvents, bytes: config.logBytes };
    this.hooks = { timeoutMs: config.hookTimeout, budgetMs: config.hookBudget };
    const { stateBytes, playerDataBytes, messageBytes } = config;
    this.most = { stateBytes, playerDataBytes, messageBytes };
    this.wheel = new TickWheel({
      onTick: (duration, lateness) => metrics.ticked(duration / 1000, lateness / 1000),
      onError: (error) => logger.error({ err: error }, 'a tick failed'),
    });
  }

  now(): number {
    return this.clock.now().getTime();
  }

  monotonic(): number {
    return performance.now();
  }
}
