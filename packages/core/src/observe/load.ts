import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LimitsConfig } from '../config/sections.js';
import { Metrics } from './metrics.js';

/** Milliseconds between two looks. */
const period = 1000;

/** Watches how late the event loop runs. When half of its turns in a second are too late, calls are shed. */
@Injectable()
export class Load implements OnModuleInit, OnApplicationShutdown {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  private timer: NodeJS.Timeout | undefined;
  private tooHigh = false;

  constructor(
    private readonly limits: LimitsConfig,
    private readonly metrics: Metrics,
  ) {}

  /** Whether calls should be refused with `server.overloaded`. */
  get isTooHigh(): boolean {
    return this.tooHigh;
  }

  onModuleInit(): void {
    const gauge = this.metrics.gauge(
      'aethex_event_loop_delay_seconds',
      'Median delay of the event loop in the last second.',
    );
    this.delay.enable();
    this.timer = setInterval(() => {
      const median = this.delay.percentile(50) / 1e6;
      gauge.set(median / 1000);
      this.tooHigh = this.limits.maxEventLoopDelay > 0 && median > this.limits.maxEventLoopDelay;
      this.delay.reset();
    }, period).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }
}
