import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failure, success } from '../../result.js';
import { Outbox, outboxLimits, type Handled } from './outbox.js';

const why = failure({
  code: 'client.not_in_room',
  kind: 'conflict' as const,
  message: '',
  retry: false,
  requestId: '',
});

const drain = (outbox: Outbox): number[] => {
  const sent: number[] = [];
  for (let next = outbox.next(); next; next = outbox.next()) sent.push(next.n);
  return sent;
};

describe('the outbox', () => {
  it('numbers what it sends, and sends the same again after a break', async () => {
    const outbox = new Outbox();
    const answers = ['a', 'b', 'c'].map((text) => outbox.add({ text }, 10));
    expect([outbox.next(), outbox.next()]).toEqual([
      { text: 'a', n: 1 },
      { text: 'b', n: 2 },
    ]);
    outbox.answered(1, success({ seq: 7 }));
    outbox.broken();
    expect(drain(outbox)).toEqual([2, 3]);
    outbox.handled(2);
    outbox.answered(3, success({ seq: 9 }));
    expect(await Promise.all(answers)).toEqual([success({ seq: 7 }), success({}), success({ seq: 9 })]);
  });

  it('takes what was never sent along to another seat, and says of the rest that nobody knows', async () => {
    const outbox = new Outbox();
    const known = outbox.add({ text: 'sent' }, 10);
    outbox.next();
    void outbox.add({ text: 'waits' }, 10);
    outbox.reseated();
    expect((await known).error?.code).toBe('client.offline');
    expect(outbox.next()).toEqual({ text: 'waits', n: 1 });
  });

  it('has no more under way than the window', () => {
    const outbox = new Outbox();
    for (let i = 0; i < 100; i += 1) void outbox.add({}, 1);
    expect(drain(outbox)).toHaveLength(outboxLimits.window);
    outbox.answered(1, success({}));
    expect(drain(outbox)).toEqual([outboxLimits.window + 1]);
  });

  it('refuses what is too much, by count and by bytes', async () => {
    const outbox = new Outbox();
    for (let i = 0; i < outboxLimits.frames; i += 1) void outbox.add({}, 1);
    expect((await outbox.add({}, 1)).error?.code).toBe('client.queue_full');
    const heavy = new Outbox();
    void heavy.add({}, outboxLimits.bytes - 5);
    expect((await heavy.add({}, 6)).error?.code).toBe('client.queue_full');
    heavy.next();
    heavy.answered(1, success({}));
    void heavy.add({}, 6);
    expect(heavy.next()).toEqual({ n: 2 });
  });

  it('gives the largest frame up that broke a connection', async () => {
    const outbox = new Outbox();
    void outbox.add({ text: 'small' }, 5);
    const large = outbox.add({ text: 'large' }, 500);
    void outbox.add({ text: 'unsent and larger' }, 900);
    outbox.next();
    outbox.next();
    outbox.tooLarge();
    outbox.broken();
    expect((await large).error?.code).toBe('client.frame_too_large');
    expect(drain(outbox)).toEqual([1, 3]);
  });

  it('answers all that waits when it ends', async () => {
    const outbox = new Outbox();
    const answer = outbox.add({}, 1);
    outbox.end(why);
    expect(await answer).toEqual(why);
  });

  it('has everything handled once and in order, wherever the connection breaks', () => {
    const steps = fc.array(fc.constantFrom('add', 'send', 'lose', 'answer', 'break'), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (history) => {
        const run = new Run();
        for (const step of history) run.step(step);
        run.finish();
        expect(run.handled).toEqual(Array.from({ length: run.added }, (_, index) => index + 1));
      }),
    );
  });
});

/** A server that handles each number once, behind a wire that loses answers, and all of it when it breaks. */
class Run {
  added = 0;
  readonly handled: number[] = [];
  private readonly outbox = new Outbox();
  private answers: number[] = [];

  step(step: 'add' | 'send' | 'lose' | 'answer' | 'break'): void {
    if (step === 'add') void this.outbox.add({ content: (this.added += 1) }, 1);
    if (step === 'send') this.send();
    if (step === 'answer') this.answer(success({}));
    if (step === 'lose') this.answers.shift();
    if (step === 'break') this.reconnect();
  }

  finish(): void {
    this.reconnect();
    while (this.outbox.hasNext) {
      this.send();
      this.answer(success({}));
    }
  }

  private send(): void {
    const frame = this.outbox.next() as { content: number; n: number } | null;
    if (!frame) return;
    if (frame.n > this.handled.length) this.handled.push(frame.content);
    this.answers.push(frame.n);
  }

  private answer(result: ReturnType<typeof success<Handled>>): void {
    const n = this.answers.shift();
    if (n !== undefined) this.outbox.answered(n, result);
  }

  private reconnect(): void {
    this.answers = [];
    this.outbox.broken();
  }
}
