import { Clock, Db, Logger } from '@aethex/core';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GameKey } from './game-key.entity.js';

/** Milliseconds between two times that uses are written down. */
const writeEvery = 60_000;

/** Writes down when keys were last used, each at most once a minute and node. */
@Injectable()
export class KeyUses implements OnModuleInit, OnApplicationShutdown {
  private used = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.write(), writeEvery).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  note(keyId: string): void {
    if (!this.used.has(keyId)) this.used.set(keyId, this.clock.now());
  }

  /** Writes what was noted since the last time. What cannot be written is given up: it is no more than a hint. */
  async write(): Promise<void> {
    if (this.used.size === 0) return;
    const used = this.used;
    this.used = new Map();
    try {
      await this.db.write(async (em) => {
        // In order, so that two nodes cannot wait for each other.
        const ids = [...used.keys()].toSorted((one, other) => (one < other ? -1 : 1));
        for (const id of ids) await em.change(GameKey, { id }, { lastUsedAt: used.get(id) ?? null });
      });
    } catch (error) {
      this.log.warn({ err: error }, 'the last uses of keys could not be written down');
    }
  }
}
