import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { Bus, hearSafely, type Logger, type Undo } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import type pg from 'pg';
import { Assembly, channelOf, noticesOf } from '../rules/notices.js';
import { Line } from './line.js';

type Listener = (bytes: Uint8Array) => void | Promise<void>;

interface Subscription {
  readonly hear: Listener;
  over: boolean;
}

interface Topic {
  readonly name: string;
  readonly assembly: Assembly;
  subscriptions: readonly Subscription[];
  /** Listeners that are there or about to be. */
  interest: number;
}

interface Notice {
  readonly channel: string;
  readonly payloads: readonly string[];
}

/** Characters that may wait for the server to take them; beyond, publishing fails. */
const mostWaiting = 16 * 1024 * 1024;

/** Tells every node by NOTIFY. What is published while others are on their way goes as one statement, in its order. */
export class PostgresBus extends Bus {
  private readonly topics = new Map<string, Topic>();
  private readonly line: Line;
  private readonly publisher = randomBytes(9).toString('base64url');
  private number = 0;
  private waiting: Notice[] = [];
  private waitingSize = 0;
  private sending: Promise<unknown> | undefined;
  private flight: Promise<unknown> = Promise.resolve();

  constructor(
    config: pg.ClientConfig,
    private readonly log: Logger,
  ) {
    super();
    const events = {
      connected: () => this.listenAgain(),
      noticed: (channel: string, payload: string) => this.noticed(channel, payload),
    };
    this.line = new Line(config, events, log);
  }

  open(): Promise<void> {
    return this.line.open();
  }

  close(): Promise<void> {
    return this.line.close();
  }

  async publish(topic: string, bytes: Uint8Array): Promise<void> {
    const payloads = noticesOf(this.publisher, ++this.number, bytes);
    const size = payloads.reduce((sum, { length }) => sum + length, 0);
    if (!this.line.isUp || this.waitingSize + size > mostWaiting)
      throw houseError('server.unavailable', { part: 'Bus' }, { retryAfter: 1 });
    this.waiting.push({ channel: channelOf(topic), payloads });
    this.waitingSize += size;
    this.sending ??= this.turn();
    await this.sending;
  }

  async subscribe(topic: string, listener: Listener): Promise<Undo> {
    const channel = channelOf(topic);
    const found = this.topicOf(channel, topic);
    found.interest += 1;
    try {
      // Also when it is listened to already: what was published before has come when this is answered.
      await this.line.run(`LISTEN "${channel}"`);
    } catch (error) {
      await this.leave(channel, found);
      throw error;
    }
    // A listener belongs to where it was subscribed, not to whatever happens to be read from the socket.
    const subscription: Subscription = { hear: AsyncResource.bind(listener), over: false };
    found.subscriptions = [...found.subscriptions, subscription];
    return async () => {
      if (subscription.over) return;
      subscription.over = true;
      found.subscriptions = found.subscriptions.filter((one) => one !== subscription);
      await this.leave(channel, found);
    };
  }

  /** Waits for what is on its way, then sends all that has gathered, so that nothing overtakes anything. */
  private async turn(): Promise<void> {
    await this.flight;
    const notices = this.waiting;
    this.waiting = [];
    this.waitingSize = 0;
    this.sending = undefined;
    const sent = this.send(notices);
    this.flight = sent.catch(() => undefined);
    await sent;
  }

  private async send(notices: readonly Notice[]): Promise<void> {
    const channels = notices.flatMap(({ channel, payloads }) => payloads.map(() => channel));
    const payloads = notices.flatMap((notice) => notice.payloads);
    await this.line.run(
      `SELECT count(pg_notify(channel, payload)) FROM
        (SELECT channel, payload FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS n(channel, payload, place)
         ORDER BY place) AS notices`,
      [channels, payloads],
    );
  }

  private topicOf(channel: string, name: string): Topic {
    let topic = this.topics.get(channel);
    if (!topic) {
      topic = { name, assembly: new Assembly(), subscriptions: [], interest: 0 };
      this.topics.set(channel, topic);
    }
    return topic;
  }

  private async leave(channel: string, topic: Topic): Promise<void> {
    topic.interest -= 1;
    if (topic.interest > 0) return;
    this.topics.delete(channel);
    // Without a connection there is nothing to unlisten.
    await this.line.run(`UNLISTEN "${channel}"`).catch(() => undefined);
  }

  private async listenAgain(): Promise<void> {
    for (const channel of this.topics.keys()) await this.line.run(`LISTEN "${channel}"`);
  }

  private noticed(channel: string, payload: string): void {
    const topic = this.topics.get(channel);
    const bytes = topic?.assembly.take(payload);
    if (!topic || !bytes) return;
    for (const subscription of topic.subscriptions) this.tell(subscription, topic.name, bytes);
  }

  private tell(subscription: Subscription, topic: string, bytes: Uint8Array): void {
    if (subscription.over) return;
    hearSafely(subscription.hear, bytes, (error) =>
      this.log.error({ err: error, topic }, 'a listener of the bus failed'),
    );
  }
}
