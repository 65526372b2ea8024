import { randomUUID } from 'node:crypto';
import { between, noise, sha256 } from './random.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const nothing = {
  acked: 0,
  refused: 0,
  unansweredThere: 0,
  unansweredAbsent: 0,
  read: 0,
  lost: 0,
  doubled: 0,
};

/** Saves small, middling and, for a share of them, large enough for the BlobStore; as JSON and as bytes. */
function contentOf(random, { from, large }) {
  const dice = random();
  const isSmall = dice < (1 - large) * 0.7;
  const [least, most] = dice >= 1 - large ? [70_000, 300_000] : isSmall ? [20, 2000] : [10_000, 60_000];
  const length = between(random, least, most);
  if (random() < 0.5) return { bytes: noise(random, length) };
  return { json: JSON.stringify({ from, level: length, note: noise(random, length).toString('base64') }) };
}

/**
 * One player who saves and remembers: what was acknowledged must be there, what was not may be there whole or not at
 * all. What is found otherwise is a violation.
 */
export class Writer {
  /** Of each acknowledged revision the SHA-256 of its bytes. */
  acked = new Map();
  /** What was sent and not answered. */
  pending = null;
  violations = [];
  counts = { ...nothing };
  checkedUpTo = 0;

  constructor(player, random, large = 0.15) {
    Object.assign(this, { player, random, large });
  }

  get head() {
    return this.acked.size;
  }

  /** Sends one save and waits for the answer. Throws when the server goes away. */
  async save() {
    this.pending ??= {
      ...contentOf(this.random, { from: this.player.name, large: this.large }),
      base: this.head,
      key: randomUUID(),
    };
    const { pending } = this;
    const answer = pending.bytes ? await this.player.upload(pending) : await this.player.put(pending);
    if (answer.status === 200 || answer.status === 201) return this.take(answer.body);
    return this.refuse(answer);
  }

  refuse({ status, body, retryAfter }) {
    this.counts.refused += 1;
    const code = body.error?.code;
    if (![503, 507, 429].includes(status) && code !== 'idem.in_flight')
      this.violate(`a save was answered ${status} ${JSON.stringify(body)}`);
    if (status === 503 && retryAfter === null) this.violate('a 503 came without Retry-After');
    return { status, code };
  }

  take({ revision, checksum }) {
    const { pending } = this;
    const own = sha256(pending.bytes ?? pending.json);
    if (revision !== pending.base + 1) this.violate(`revision ${revision} was given after ${pending.base}`);
    if (checksum !== own)
      this.violate(`revision ${revision} was acknowledged with a checksum that is not its own`);
    this.acked.set(revision, own);
    this.counts.acked += 1;
    this.pending = null;
    return { status: 200 };
  }

  /** Reads what has come since the last look, or everything. Settles what was not answered. */
  async verify({ everything = false } = {}) {
    const there = await this.player.history();
    this.checkContiguous(there);
    const from = everything ? 1 : this.checkedUpTo + 1;
    for (let revision = from; revision <= this.head; revision += 1) await this.checkContent(revision);
    this.checkedUpTo = this.head;
    await this.settle(there[0]);
  }

  checkContiguous(there) {
    const numbers = there.map(({ revision }) => revision);
    const expected = Array.from({ length: numbers.length }, (_, index) => numbers.length - index);
    if (numbers.join() !== expected.join()) this.violate(`revisions are not contiguous: ${numbers.join()}`);
    const most = this.head + (this.pending ? 1 : 0);
    this.counts.doubled += Math.max(0, numbers.length - most);
    if (numbers.length < this.head || numbers.length > most)
      this.violate(`${this.head} revisions were acknowledged, ${numbers.length} are there`);
  }

  async checkContent(revision) {
    const { status, body } = await this.player.content(revision);
    this.counts.read += 1;
    if (status === 200 && sha256(body) === this.acked.get(revision)) return;
    this.counts.lost += 1;
    this.violate(
      status === 200
        ? `revision ${revision} has other bytes`
        : `revision ${revision}: ${status} ${JSON.stringify(body)}`,
    );
  }

  /** What was not answered is there whole or absent; sending it again, with the same key, makes it one revision. */
  async settle(newest) {
    const { pending } = this;
    if (!pending) return;
    const isThere = newest !== undefined && newest.revision > this.head;
    this.counts[isThere ? 'unansweredThere' : 'unansweredAbsent'] += 1;
    if (isThere) await this.checkUnanswered(newest.revision, pending);
    for (let tries = 0; this.pending && tries < 50; tries += 1) {
      if (tries > 0) await pause(100);
      await this.save();
    }
    const after = await this.player.history();
    if (after.length !== this.head)
      this.violate(`sending it again made ${after.length} of ${this.head} revisions`);
  }

  async checkUnanswered(revision, { bytes, json }) {
    this.acked.set(revision, sha256(bytes ?? json));
    await this.checkContent(revision);
    this.acked.delete(revision);
  }

  violate(what) {
    this.violations.push(`${this.player.name}: ${what}`);
  }
}

/** The counts of all writers together, and everything they found wrong. */
export function summary(writers) {
  const counts = { ...nothing };
  for (const writer of writers) for (const name of Object.keys(counts)) counts[name] += writer.counts[name];
  return { ...counts, violations: writers.flatMap(({ violations }) => violations) };
}
