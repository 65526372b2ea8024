import { AssertionError } from 'node:assert';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock, Db, type Adapter, type Logger, type Port } from '@aethex/core';
import type { FakeClock } from '../fakes/fake-clock.js';
import { buildHouse, type House } from './house.js';
import { TestNode } from './test-node.js';

/** An adapter on a place that nobody else uses, alone or before the adapters it shall stand on. */
export type Given<T extends object> = Adapter<T> | readonly [Adapter<T>, ...Adapter[]];

/** Gives an adapter for one check. */
export type Open<T extends object> = () => Given<T> | Promise<Given<T>>;

export interface StageOptions {
  /** Milliseconds to wait for what must happen. Default 10,000. */
  readonly patience?: number;
}

/** One adapter on trial, with everything it needs and without Nest. */
export class Stage<T extends object> {
  readonly adapter: Adapter<T>;
  /** The adapter as the first node has it. */
  one: T;
  /** Moved by `pass`; adapters that need a `Clock` go by it. */
  readonly clock: FakeClock;
  readonly log: Logger;
  private readonly nodes: TestNode[] = [];
  /** The node that `one` belongs to. */
  private home: TestNode;
  private readonly lastly: (() => void)[] = [];
  private names = 0;
  private readonly own = randomBytes(4).toString('hex');

  private constructor(
    private readonly house: House,
    private readonly patience: number,
  ) {
    this.adapter = house.adapters[0] as Adapter<T>;
    this.clock = house.clock;
    this.log = house.log;
  }

  static async raise<T extends object>(given: Given<T>, options: StageOptions = {}): Promise<Stage<T>> {
    const adapters = (Array.isArray(given) ? given : [given]) as readonly Adapter[];
    const stage = new Stage<T>(await buildHouse(adapters), options.patience ?? 10_000);
    try {
      await stage.settle();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  /** Whether another process could see what this one keeps. */
  get isShared(): boolean {
    return this.adapter.reach !== 'process';
  }

  /** A further node's instance; the same one again when the adapter reaches only its process. */
  other(): Promise<T> {
    return this.instanceOn(this.node());
  }

  /** The instance after a restart of everything. */
  async reopened(): Promise<T> {
    await this.closeNodes();
    this.house.shared.clear();
    return this.settle();
  }

  /** The node of `one` goes away and waits for nothing. */
  abandon(): void {
    this.home.abandon(this.adapter);
  }

  /** The node of `one` goes away and waits for nothing; another one takes its place. */
  replaced(): Promise<T> {
    this.abandon();
    return this.settle();
  }

  /** The database as the node of `one` has it. */
  db(): Promise<Db> {
    return this.home.get(Db);
  }

  /** What is bound to another port, as the node of `one` has it. */
  port<P extends object>(port: Port<P>): Promise<P> {
    return this.home.get(port);
  }

  /** A name that nothing else on the adapter's place has. */
  name(word: string): string {
    this.names += 1;
    return `${word}-${this.own}-${this.names}`;
  }

  /** The time the adapter goes by. */
  now(): Date {
    return this.goesByClock() ? this.clock.now() : new Date();
  }

  /** Lets time pass: by the clock when the adapter goes by it, else in truth. */
  async pass(seconds: number): Promise<void> {
    this.clock.advance(seconds * 1000);
    if (!this.goesByClock()) await sleep(seconds * 1000);
  }

  /** Waits until something holds. With `seconds`, so much time passes between two looks. */
  async until(what: string, holds: () => boolean | Promise<boolean>, seconds = 0): Promise<void> {
    const end = performance.now() + this.patience;
    while (!(await holds())) {
      if (performance.now() > end) throw new AssertionError({ message: `It never came to this: ${what}.` });
      if (seconds > 0 && this.goesByClock()) this.clock.advance(seconds * 1000);
      await sleep(5);
    }
  }

  /** Gives what must not happen the time to happen. */
  async quiet(): Promise<void> {
    await sleep(60);
  }

  /** Does something at the end, before the adapter is told to end. */
  atEnd(work: () => void): void {
    this.lastly.push(work);
  }

  async close(): Promise<void> {
    for (const work of this.lastly) work();
    await this.closeNodes();
    await this.house.close();
  }

  private async settle(): Promise<T> {
    this.home = this.node();
    this.one = await this.instanceOn(this.home);
    return this.one;
  }

  private node(): TestNode {
    const node = new TestNode(this.house);
    this.nodes.push(node);
    return node;
  }

  private async instanceOn(node: TestNode): Promise<T> {
    return (await node.make(this.adapter)) as T;
  }

  private async closeNodes(): Promise<void> {
    for (const node of this.nodes.splice(0).toReversed()) await node.close();
  }

  private goesByClock(): boolean {
    return this.adapter.needs?.some((need) => (need as unknown) === Clock) ?? false;
  }
}
