import { Player } from './player.mjs';
import { between, randomOf } from './random.mjs';
import { summary, Writer } from './writer.mjs';

/** No limit may stand in the way of the load, and every revision stays for the comparison. */
export const args = [
  ['auth.registrationsPerAddress', 100_000],
  ['auth.guestsPerAddress', 100_000],
  ['limits.callsPerMinute', 0],
  ['socket.perAddress', 1000],
  ['socket.unauthenticatedPerAddress', 1000],
  ['saves.history', 5000],
  ['log.level', 'warn'],
].flatMap(([key, value]) => ['--set', `${key}=${value}`]);

/** One player may store 120 times a minute. */
const savesPerWriter = 84;
const fewestWriters = 4;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Players who save in parallel until so many saves are acknowledged, with a pause of `pace` milliseconds after each. */
export class Load {
  constructor({ seed, saves, at, pace = 0, large }) {
    Object.assign(this, { seed, saves, at, pace, large, stopped: false, random: randomOf(seed) });
    this.many = Math.max(fewestWriters, Math.ceil(saves / savesPerWriter));
  }

  /** Registers the players. */
  async open() {
    this.writers = await Promise.all(
      Array.from({ length: this.many }, async (_, index) => {
        const player = await new Player(this.at, `slot${index}`).register();
        return new Writer(player, randomOf(this.seed + index + 1), this.large);
      }),
    );
  }

  get left() {
    return Math.max(0, this.saves - summary(this.writers).acked);
  }

  /** Whether there is something to save, and nothing was found wrong: after that the rest proves nothing. */
  get goesOn() {
    return this.left > 0 && this.isSound;
  }

  get isSound() {
    return this.writers.every(({ violations }) => violations.length === 0);
  }

  /** Lets everybody save, breaks the server at a random moment, and resolves when everybody has noticed. */
  async broken({ earliest, latest, by }) {
    const loads = this.writers.map((writer) => this.save(writer));
    await Promise.race([pause(between(this.random, earliest, latest)), Promise.all(loads)]);
    await by();
    await Promise.all(loads);
  }

  /** Lets everybody save to the end. */
  async all() {
    await Promise.all(this.writers.map((writer) => this.save(writer)));
  }

  /** Lets everybody finish the save that is under way. */
  stop() {
    this.stopped = true;
  }

  async save(writer) {
    try {
      while (writer.head < Math.ceil(this.saves / this.many) && this.isSound && !this.stopped) {
        await writer.save();
        if (this.pace > 0) await pause(this.pace);
      }
    } catch {
      // The server is gone: what was sent stays pending until the look after the start.
    }
  }

  async verify(options) {
    for (const writer of this.writers) await writer.verify(options);
  }

  /** The counts, and what was found wrong besides what the run itself found. */
  report(violations) {
    const found = summary(this.writers);
    return { ...found, violations: [...found.violations, ...violations] };
  }
}
