import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { between, randomOf } from '../random.mjs';
import { summary, Writer } from '../writer.mjs';

/** Milliseconds before a refused save is sent again, with the same key. */
const again = { least: 50, most: 250 };
/** Milliseconds in which the saves that are under way at the end have to be answered. */
const lastWord = 20_000;

/**
 * Players who save through whatever happens, each try of a save with the same idempotency key and at another node.
 * `pace` are the milliseconds between two saves of one player, of whom the server accepts 120 in a minute. `mayBreak`
 * says whether connections may break off; that is a violation otherwise, and so is every answer that is no success
 * and no 503.
 */
export class Crowd {
  stopped = false;
  answers = {};
  slowestMs = 0;
  longestGapMs = 0;
  violations = [];
  lastAcks = new Map();

  constructor({ seed, at, players = 12, pace = 520, large = 0.1, mayBreak = false }) {
    Object.assign(this, { seed, at, players, pace, large, mayBreak, random: randomOf(seed) });
  }

  /** Registers everybody. */
  async open() {
    this.writers = await Promise.all(
      Array.from({ length: this.players }, async (_, index) => {
        const player = await new Player(this.at, `slot${index}`).register();
        return new Writer(player, randomOf(this.seed + index + 1), this.large);
      }),
    );
    return this;
  }

  /** Everybody begins to save. */
  start() {
    this.stopped = false;
    this.lives = this.writers.map((writer) => this.live(writer));
    return this;
  }

  /** Everybody ends with the save that is under way, and everything is compared with what was acknowledged. */
  async stop() {
    this.stopped = true;
    await Promise.all(this.lives);
  }

  async verify() {
    for (const writer of this.writers) await writer.verify({ everything: true });
  }

  /** Milliseconds until everybody has had a save acknowledged that was answered after this moment. */
  async recovered(within = 30_000) {
    const began = performance.now();
    const slow = () => this.writers.filter((writer) => (this.lastAcks.get(writer) ?? 0) < began);
    while (slow().length > 0) {
      if (performance.now() - began > within) {
        this.violations.push(`${slow().length} of ${this.players} players could not save for ${within} ms`);
        break;
      }
      await pause(20);
    }
    return Math.round(performance.now() - began);
  }

  report(more = {}) {
    const { violations, ...counts } = summary(this.writers);
    return {
      ...counts,
      answers: this.answers,
      slowestMs: Math.round(this.slowestMs),
      slowest: this.slowest,
      longestGapMs: Math.round(this.longestGapMs),
      ...more,
      violations: [...violations, ...this.violations, ...(more.violations ?? [])],
    };
  }

  /** The longest save of the last while is forgotten, to look at the next while alone. */
  forget() {
    this.slowestMs = 0;
    this.longestGapMs = 0;
  }

  async live(writer) {
    await pause(between(this.random, 0, this.pace));
    const ends = () => this.stopped && (!writer.pending || performance.now() > this.deadline);
    this.deadline = Infinity;
    while (!ends()) {
      if (this.stopped && this.deadline === Infinity) this.deadline = performance.now() + lastWord;
      const wait = await this.step(writer);
      if (!this.stopped || writer.pending) await pause(wait);
    }
  }

  /** One try. Returns the milliseconds to wait before the next. */
  async step(writer) {
    const began = performance.now();
    const outcome = await writer.save().catch((error) => broken(error));
    const ended = performance.now();
    const name = [outcome.status, outcome.code].filter(Boolean).join(' ');
    this.noteTime(ended - began, name);
    this.answers[name] = (this.answers[name] ?? 0) + 1;
    if (outcome.status === 'broken' && !this.mayBreak)
      this.violations.push(`a connection broke off: ${outcome.code}`);
    if (outcome.status !== 200) return between(this.random, again.least, again.most);
    this.noteAck(writer, ended);
    return this.pace;
  }

  noteTime(ms, name) {
    if (ms < this.slowestMs) return;
    this.slowestMs = ms;
    this.slowest = name;
  }

  noteAck(writer, now) {
    const before = this.lastAcks.get(writer);
    if (before !== undefined) this.longestGapMs = Math.max(this.longestGapMs, now - before - this.pace);
    this.lastAcks.set(writer, now);
  }
}

const broken = (error) => ({ status: 'broken', code: error.cause?.code ?? error.name });
