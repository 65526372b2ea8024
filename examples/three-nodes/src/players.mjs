import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, memoryStorage } from '@aethex/client';

/** Milliseconds between two saves of one player. */
const pace = 250;
/** Milliseconds in which what waits on the devices has to arrive, once all is well. */
const arrivesWithin = 30_000;

/** Players of a game that uses `@aethex/client` as it comes: it tries again by itself, with the same idempotency key. */
export class Players {
  longestGapMs = 0;
  stopped = false;

  constructor(url, many = 12) {
    this.all = Array.from({ length: many }, () => new Player(url));
  }

  async open() {
    await Promise.all(this.all.map((player) => player.open()));
    return this;
  }

  /** Everybody begins to save. */
  start() {
    this.lives = this.all.map((player) => this.live(player));
  }

  async stop() {
    this.stopped = true;
    await Promise.all(this.lives);
  }

  get acked() {
    return this.all.reduce((sum, { acked }) => sum + acked.length, 0);
  }

  /** Compares what is there with what was acknowledged: `{ acknowledged, lost, doubled }`. */
  async compare() {
    const found = await Promise.all(this.all.map((player) => player.compare()));
    const sum = (what) => found.reduce((all, one) => all + one[what], 0);
    for (const { client } of this.all) client.close();
    return { acknowledged: this.acked, lost: sum('lost'), doubled: sum('doubled') };
  }

  async live(player) {
    for (let last = performance.now(); !this.stopped; await sleep(pace)) {
      await player.save();
      const now = performance.now();
      this.longestGapMs = Math.max(this.longestGapMs, Math.round(now - last));
      last = now;
    }
  }
}

class Player {
  /** What was acknowledged, in order: the number in each revision. */
  acked = [];
  sent = 0;

  constructor(url) {
    this.client = createClient({ url, storage: memoryStorage(), throwOnError: true });
  }

  open() {
    return this.client.auth.guest();
  }

  async save() {
    this.sent += 1;
    const { pending } = await this.client.saves.save('main', { number: this.sent });
    if (pending) await this.arrived();
    this.acked.push(this.sent);
  }

  /** Kept on the device until a server takes it. */
  async arrived() {
    for (const began = performance.now(); performance.now() - began < arrivesWithin; await sleep(100)) {
      await this.client.saves.sync();
      if ((await this.client.saves.pending()).length === 0) return;
    }
    throw new Error(`a save did not arrive within ${arrivesWithin} ms`);
  }

  async compare() {
    const { client, acked } = this;
    const revisions = [];
    for (const { revision } of await client.saves.history('main')) revisions.push(revision);
    let lost = 0;
    for (const [index, number] of acked.entries()) {
      const loaded = await client.saves.load('main', { revision: index + 1 }).catch(() => null);
      if (loaded?.number !== number) lost += 1;
    }
    return { lost, doubled: Math.max(0, revisions.length - acked.length) };
  }
}
