import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ClusterConfig } from '../config/sections.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { Health } from '../observe/health.js';
import { Logger } from '../observe/logger.js';
import { SocketHub } from '../socket/socket-hub.js';

/** Ends a node without losing anything: not ready, sockets sent elsewhere, calls under way finished. */
@Injectable()
export class Drain implements OnModuleDestroy {
  private draining: Promise<void> | undefined;

  constructor(
    private readonly health: Health,
    private readonly sockets: SocketHub,
    private readonly dispatcher: Dispatcher,
    private readonly config: ClusterConfig,
    private readonly log: Logger,
  ) {}

  /** The first step of Nest's shutdown; HTTP is still served while it runs. */
  onModuleDestroy(): Promise<void> {
    return this.run();
  }

  /** Drains once; further callers wait for the same end. */
  run(): Promise<void> {
    this.draining ??= this.drain();
    return this.draining;
  }

  private async drain(): Promise<void> {
    this.health.startDraining();
    this.log.info({}, 'draining');
    const deadline = sleep(this.config.drain * 1000, 'late', { ref: false });
    const outcome = await Promise.race([this.finish(), deadline]);
    if (outcome === 'late')
      this.log.warn({ busy: this.dispatcher.busy }, 'drained for long enough; what is left is cut off');
  }

  private async finish(): Promise<'done'> {
    await this.sockets.drain();
    while (this.dispatcher.busy > 0) await sleep(20);
    return 'done';
  }
}
