import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AethexError,
  houseError,
  isAethexError,
  keepRaw,
  rawPaths,
  stringify,
  type MethodSpec,
  type StandardStatus,
  type ErrorKind,
} from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Db } from '../db/db.js';
import { Cache } from '../ports/cache.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { KeyRing } from '../ports/key-ring.js';
import { StoredAnswer } from './stored-answer.entity.js';
import type { Caller } from './caller.js';

/** Hours for which a repeated Idempotency-Key returns the first answer. */
const keptHours = 24;
/** Seconds after which a call whose node is gone no longer blocks its key, and between two signs of one that is not. */
const flightSeconds = 5;
const signSeconds = 2;
/** Milliseconds a repeated call waits for the first one before it is told to come back. */
const patience = 1000;
const keyPattern = /^[\x21-\x7e]{1,255}$/;

interface Answer {
  readonly output?: string;
  readonly error?: {
    kind: ErrorKind;
    code: string;
    message: string;
    data?: unknown;
    status?: StandardStatus;
  };
}

export interface OnceCall {
  readonly method: string;
  readonly spec: MethodSpec;
  readonly key: string;
  readonly input: unknown;
  readonly caller: Caller;
}

/**
 * Gives a repeated call its first answer. The answer is stored in the transaction of its effect, so that after a
 * crash either both are there or neither. After draft-ietf-httpapi-idempotency-key-header.
 */
@Injectable()
export class Once {
  constructor(
    private readonly db: Db,
    private readonly cache: Cache,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly keys: KeyRing,
  ) {}

  /** Runs the call, or answers as the first call with this key did. */
  async run(call: OnceCall, work: () => Promise<unknown>): Promise<unknown> {
    if (!keyPattern.test(call.key)) throw houseError('idem.key_invalid');
    const place = digest(
      `${call.caller.gameId}\n${call.caller.id || call.caller.address}\n${call.method}\n${call.key}`,
    );
    const print = digest(stringify(call.input));
    for (const deadline = performance.now() + patience; ; await sleep(25)) {
      const kept = await this.kept(place, print, call.spec);
      if (kept) return replay(kept, call.spec);
      if (await this.mayBegin(place)) break;
      if (performance.now() > deadline) throw houseError('idem.in_flight', undefined, { retryAfter: 1 });
    }
    const signs = setInterval(() => void this.stay(place), signSeconds * 1000);
    try {
      // Between looking and taking the place, the first call may have come and gone.
      const kept = await this.kept(place, print, call.spec);
      return kept ? replay(kept, call.spec) : await this.first(place, print, call.spec, work);
    } finally {
      clearInterval(signs);
      await this.cache.delete(`once:${place}`).catch(() => undefined);
    }
  }

  /** A cache that is away stops nobody: of calls that race then, the table lets one effect stand. */
  private mayBegin(place: string): Promise<boolean> {
    return this.cache.set(`once:${place}`, '1', flightSeconds, 'absent').catch(() => true);
  }

  private stay(place: string): Promise<boolean> {
    return this.cache.set(`once:${place}`, '1', flightSeconds).catch(() => false);
  }

  /** Forgets answers whose time is over. */
  async prune(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.db.write((em) => em.run('DELETE FROM core_answers WHERE expires_at < $1', [now]));
  }

  private first(
    place: string,
    print: string,
    spec: MethodSpec,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    return this.db.once(work, async (outcome, begun) => {
      const answer = answerOf(outcome);
      if (!answer) return false;
      // A refusal that changed nothing may be tried again and refused again.
      if (!answer.output && !begun) return false;
      await this.keep(place, print, await this.closed(JSON.stringify(answer), place, spec));
      return true;
    });
  }

  private async keep(place: string, print: string, answer: Buffer): Promise<void> {
    const now = this.clock.now().getTime();
    const row = {
      id: this.ids.next(),
      place,
      print,
      answer,
      expiresAt: new Date(now + keptHours * 3_600_000),
    };
    const added = await this.db.write(async (em) => {
      await em.run('DELETE FROM core_answers WHERE place = $1 AND expires_at <= $2', [place, now]);
      return em.add(StoredAnswer, row);
    });
    // Another node was faster while the cache was away: its effect stands, ours is rolled back.
    if (!added) throw houseError('idem.in_flight', undefined, { retryAfter: 1 });
  }

  private async kept(place: string, print: string, spec: MethodSpec): Promise<Answer | null> {
    const row = await this.db.pick(StoredAnswer, { place });
    if (!row || row.expiresAt <= this.clock.now()) return null;
    if (row.print !== print) throw houseError('idem.mismatch');
    return JSON.parse(await this.opened(row.answer, place, spec)) as Answer;
  }

  /** Answers that carry tokens are kept sealed. */
  private async closed(text: string, place: string, spec: MethodSpec): Promise<Buffer> {
    const bytes = Buffer.from(text);
    return spec.sensitive
      ? Buffer.from(await this.keys.seal('core.answers', bytes, Buffer.from(place)))
      : bytes;
  }

  private async opened(bytes: Buffer, place: string, spec: MethodSpec): Promise<string> {
    const open = spec.sensitive ? await this.keys.open('core.answers', bytes, Buffer.from(place)) : bytes;
    return Buffer.from(open).toString('utf8');
  }
}

/** What there is to store of an outcome: a success, or a refusal in our words; nothing of what may go better next time. */
function answerOf(outcome: PromiseSettledResult<unknown>): Answer | null {
  if (outcome.status === 'fulfilled') return { output: stringify(outcome.value) };
  const error: unknown = outcome.reason;
  if (!isAethexError(error) || error.look.http >= 500 || error.look.retry) return null;
  const { kind, code, message, data, status } = error;
  return { error: { kind, code, message, ...(data !== undefined && { data }), ...(status && { status }) } };
}

function replay(answer: Answer, spec: MethodSpec): unknown {
  if (answer.error) {
    const { kind, code, message, data, status } = answer.error;
    throw new AethexError(kind, code, message, data, status ? { status } : {});
  }
  const text = answer.output ?? 'null';
  const output: unknown = JSON.parse(text);
  keepRaw(text, output, rawPaths(spec.output));
  return output;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
