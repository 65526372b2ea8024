import type { Logger } from '@aethex/core';
import type { MultiplayerMetrics } from '../multiplayer.metrics.js';
import type { TickWheel } from '../sync/tick-wheel.js';
import type { LogLimits } from './event-lane.js';
import type { HookLimits } from './room-hooks.js';
import type { RoomDefaults } from './room-settings.js';
import type { SignalPort } from './signal-port.js';

/** What all rooms of a node share. */
export interface RoomHouse {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that only goes forward. */
  monotonic(): number;
  readonly defaults: RoomDefaults;
  readonly log: LogLimits;
  readonly hooks: HookLimits;
  readonly most: {
    readonly stateBytes: number;
    readonly playerDataBytes: number;
    readonly messageBytes: number;
  };
  readonly metrics: MultiplayerMetrics;
  readonly signals: SignalPort;
  readonly wheel: TickWheel;
  readonly logger: Logger;
}
