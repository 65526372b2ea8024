import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ClusterConfig } from '../config/sections.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { Health } from '../observe/health.js';
import { Logger } from '../observe/logger.js';
import { SocketHub } from '../socket/socket-hub.js';

/**
 * Ends a node without losing anything: it says that it is not ready, takes calls until balancers have noticed, sends
 * sockets elsewhere, and finishes the calls under way.
 */
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
    // Where there is no other node nobody could be sent elsewhere.
    if (this.config.nodes > 1) await sleep(this.config.notice * 1000);
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
