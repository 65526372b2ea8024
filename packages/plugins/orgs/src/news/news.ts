import { Bus, Clock, Db, Ids, Logger, type Undo, type Unit } from '@aethex/core';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { MoreThanOrEqual } from 'typeorm';
import { NewsEntry } from './news.entity.js';

const topic = 'orgs.news';
/** Milliseconds between two looks for news that the bus lost. */
const lookEvery = 1000;
/** Milliseconds that the clocks of two nodes may differ, and for which news are remembered as heard. */
const skew = 30_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

type Told = Pick<NewsEntry, 'id' | 'subjects'>;

/**
 * Tells every node that something is no longer what it was: by the bus with the commit, and by the table for messages
 * that get lost. Subjects are ids of keys and tokens, or words such as `game:starfall`.
 */
@Injectable()
export class News implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Set<(subject: string) => void>();
  /** When each was heard, the first one first. */
  private readonly heard = new Map<string, number>();
  private undo: Undo | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private lookedAt: number;
  private count = 0;

  constructor(
    private readonly db: Db,
    private readonly bus: Bus,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    this.lookedAt = clock.now().getTime();
  }

  /** Goes up with all that is heard: what was read before a change is known by it. */
  get epoch(): number {
    return this.count;
  }

  async onModuleInit(): Promise<void> {
    this.undo = await this.bus.subscribe(topic, (bytes) =>
      this.hear(JSON.parse(decoder.decode(bytes)) as Told),
    );
    // Even where there is one node, a command at the server may change what it knows.
    this.timer = setInterval(() => void this.look(), lookEvery).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.undo?.();
  }

  /** Listens until the returned function is called. */
  listen(listener: (subject: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells, inside a write. This node has heard it before the write is acknowledged. */
  async tell(em: Unit, orgId: string | null, subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return;
    const entry = { id: this.ids.next(), orgId, subjects, at: this.clock.now() };
    await em.add(NewsEntry, entry);
    await this.db.afterCommit(async () => {
      this.hear(entry);
      await this.bus.publish(topic, encoder.encode(JSON.stringify({ id: entry.id, subjects })));
    });
  }

  private hear({ id, subjects }: Told): void {
    if (this.heard.has(id)) return;
    this.forgetOld();
    this.heard.set(id, performance.now());
    this.count += 1;
    for (const subject of subjects) for (const listener of this.listeners) listener(subject);
  }

  private forgetOld(): void {
    const old = performance.now() - skew * 4;
    for (const [id, at] of this.heard) {
      if (at > old) return;
      this.heard.delete(id);
    }
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const now = this.clock.now().getTime();
    const since = new Date(this.lookedAt - skew);
    try {
      const entries = await this.db.read((em) => em.findBy(NewsEntry, { at: MoreThanOrEqual(since) }));
      for (const entry of entries) this.hear(entry);
      this.lookedAt = now;
    } catch (error) {
      this.log.warn({ err: error }, 'news of keys and members could not be looked up; trying again');
    } finally {
      this.looking = false;
    }
  }
}
