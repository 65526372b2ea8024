import { Player } from './player.mjs';
import { randomOf } from './random.mjs';
import { args } from './load.mjs';
import { launch } from './server.mjs';
import { smallDisk } from './small-disk.mjs';
import { summary, Writer } from './writer.mjs';

const megabytes = 32;
/** What is given back when there is to be room again. */
const ballast = 12;
const writersAtOnce = 8;
/** Tries on the full disk, of each player. */
const triesWhenFull = 6;
/** Milliseconds in which writing has to be possible again once there is room. */
const healsWithin = 5000;

/** Fills the disk under a running server: it refuses with 507, goes on reading, and writes again when there is room. */
export async function diskFullRun({ seed, log = () => undefined }) {
  const disk = smallDisk(megabytes);
  try {
    return await new DiskFullRun(disk, seed, log).run();
  } finally {
    disk.close();
  }
}

class DiskFullRun {
  violations = [];

  constructor(disk, seed, log) {
    Object.assign(this, { disk, seed, log, random: randomOf(seed) });
  }

  async run() {
    this.disk.load(ballast);
    this.dir = `${this.disk.dir}/data`;
    this.server = await launch({ dir: this.dir, args });
    try {
      this.writers = await this.makeWriters();
      const codes = await this.runOut();
      const filled = await this.whileFull();
      await this.startFull();
      const healedMs = await this.heal();
      await this.lookAgain();
      const { violations, ...counts } = summary(this.writers);
      return {
        seed: this.seed,
        codes,
        ...filled,
        healedMs,
        ...counts,
        violations: [...violations, ...this.violations],
      };
    } finally {
      await this.server.end('SIGKILL');
    }
  }

  makeWriters() {
    return Promise.all(
      Array.from({ length: writersAtOnce }, async (_, index) => {
        const player = await new Player(() => this.server.url, `slot${index}`).register();
        return new Writer(player, randomOf(this.seed + index + 1));
      }),
    );
  }

  /** Everybody saves until nobody can any more. Returns the codes of the refusals. */
  async runOut() {
    const codes = new Set();
    await Promise.all(
      this.writers.map(async (writer) => {
        for (let saved = true; saved;) {
          const { status, code } = await writer.save();
          saved = status === 200;
          if (!saved) codes.add(this.refusal(status, code));
        }
      }),
    );
    this.log(`  ${summary(this.writers).acked} saves until the disk was full: ${[...codes].join()}`);
    return [...codes];
  }

  refusal(status, code) {
    if (status !== 507 || code !== 'server.storage_full')
      this.violations.push(`a save on a full disk was refused with ${status} ${code}`);
    return `${status} ${code}`;
  }

  /** With not a byte left: saves are refused, everything is readable, the server is alive. */
  async whileFull() {
    this.disk.fill();
    let refusedWhenFull = 0;
    for (let tries = 0; tries < triesWhenFull; tries += 1) {
      const answers = await Promise.all(this.writers.map((writer) => writer.save()));
      for (const { status, code } of answers.filter((answer) => answer.status !== 200)) {
        this.refusal(status, code);
        refusedWhenFull += 1;
      }
    }
    for (const writer of this.writers) await this.read(writer);
    for (const path of ['/live', '/ready']) {
      const { status } = await fetch(`${this.server.url}${path}`);
      if (status !== 200) this.violations.push(`${path} answered ${status} on a full disk`);
    }
    return { refusedWhenFull };
  }

  /** A start does not need room, and neither does reading. */
  async startFull() {
    const { code } = await this.server.end();
    if (code !== 0) this.violations.push(`the server ended with ${code} on a full disk`);
    this.disk.fill();
    this.server = await launch({ dir: this.dir, args });
    for (const writer of this.writers) await this.read(writer);
  }

  async read(writer) {
    writer.checkContiguous(await writer.player.history());
    for (let revision = 1; revision <= writer.head; revision += 1) await writer.checkContent(revision);
  }

  /** Makes room and waits until a save is possible again. */
  async heal() {
    this.disk.relieve();
    const [writer] = this.writers;
    const began = performance.now();
    for (;;) {
      const { status } = await writer.save();
      const took = Math.round(performance.now() - began);
      if (status === 200) return took;
      if (took > healsWithin) {
        this.violations.push(`no save was possible ${took} ms after there was room again`);
        return took;
      }
    }
  }

  /** Nothing is half-written: all is there, now and after a start anew. */
  async lookAgain() {
    for (const writer of this.writers) await writer.verify({ everything: true });
    const { code } = await this.server.end();
    if (code !== 0) this.violations.push(`the server ended with ${code}`);
    this.server = await launch({ dir: this.dir, args });
    for (const writer of this.writers) await writer.verify({ everything: true });
    await this.server.end();
  }
}
