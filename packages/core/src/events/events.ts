import { stringify, type EventRef, type EventSpec } from '@aethex/protocol';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import { Db } from '../db/db.js';
import { Logger } from '../observe/logger.js';
import { Bus, type Undo } from '../ports/bus.js';

type Data<E> = E extends EventRef<infer S extends EventSpec> ? z.input<S['data']> : never;
type PlayerEvent<E> =
  E extends EventRef<infer S extends EventSpec> ? (S['to'] extends 'player' ? E : never) : never;
type PluginEvent<E> =
  E extends EventRef<infer S extends EventSpec> ? (S['to'] extends 'plugins' ? E : never) : never;

export interface Push {
  readonly event: string;
  readonly playerId: string;
  /** JSON text of the data. */
  readonly data: string;
}

const topic = 'aethex.events';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Tells what has happened: to a player's sockets on every node, and to plugins on this one. All after the commit. */
@Injectable()
export class Events implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<string, ((data: unknown) => Promise<void> | void)[]>();
  private readonly watchers = new Set<(push: Push) => void>();
  private undo: Undo | undefined;

  constructor(
    private readonly db: Db,
    private readonly bus: Bus,
    private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.undo = await this.bus.subscribe(topic, (bytes) => {
      const push = JSON.parse(decoder.decode(bytes)) as Push;
      for (const watcher of this.watchers) watcher(push);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.undo?.();
  }

  /** Tells a player, on all sockets they have open, on whichever node. Who is offline hears nothing. */
  tell<E extends EventRef>(event: PlayerEvent<E>, playerId: string, data: Data<E>): Promise<void> {
    return this.db.afterCommit(async () => {
      const push: Push = { event: event.id, playerId, data: stringify(data) };
      await this.bus.publish(topic, encoder.encode(JSON.stringify(push)));
    });
  }

  /** Tells the plugins of this server. What must not get lost belongs into a job. */
  announce<E extends EventRef>(event: PluginEvent<E>, data: Data<E>): Promise<void> {
    return this.db.afterCommit(async () => {
      for (const listener of this.listeners.get(event.id) ?? []) await this.hear(event.id, listener, data);
    });
  }

  /** Called by the house when plugins say what they listen to. */
  listen(event: string, listener: (data: unknown) => Promise<void> | void): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  /** Sees what is pushed to players, on this node. */
  watch(watcher: (push: Push) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private async hear(
    event: string,
    listener: (data: unknown) => Promise<void> | void,
    data: unknown,
  ): Promise<void> {
    try {
      await listener(data);
    } catch (error) {
      this.log.error({ err: error, event }, 'a listener failed');
    }
  }
}
