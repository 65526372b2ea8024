import { TransformStream } from 'node:stream/web';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frameCipher, type CipherOrder, type Way } from './frame-cipher.js';
import type { FrameKeys } from './frame-keys.js';
import { Identity } from './sealing.js';
import type { HeardFrame, SignalChannel, SignalFrame } from './signal-channel.js';
import { VoiceKeys } from './voice-keys.js';

interface Frame {
  data: ArrayBuffer;
}
const names = ['ann', 'bob', 'cid'] as const;
type Name = (typeof names)[number];
const sound: Frame = { data: new Uint8Array([0x78, 1, 2, 3]).buffer };
const passes = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Until who has come has been given the keys, and they are used. */
const settled = 300;

/** A player: keys, and the cipher that a worker would run. */
class Player {
  readonly hears: Record<string, (event: object) => void> = {};
  readonly keys: VoiceKeys;

  constructor(
    readonly name: Name,
    readonly identity: Identity,
    table: Table,
  ) {
    frameCipher({
      addEventListener: (type: string, hear: (event: never) => void) => {
        this.hears[type] = hear as (event: object) => void;
      },
      postMessage: () => undefined,
    });
    const order = (data: CipherOrder): void => this.hears['message']?.({ data });
    this.keys = new VoiceKeys({
      channel: table.channelOf(name),
      identity,
      cipher: { order, close: () => undefined } as unknown as FrameKeys,
      known: () => undefined,
    });
  }

  async through(way: Way, frame: Frame): Promise<Frame[]> {
    const [entry, exit] = [new TransformStream<Frame, Frame>(), new TransformStream<Frame, Frame>()];
    this.hears['rtctransform']?.({
      transformer: { readable: entry.readable, writable: exit.writable, options: way },
    });
    const writer = entry.writable.getWriter();
    const out: Frame[] = [];
    const reading = (async () => {
      for await (const one of exit.readable) out.push(one);
    })();
    await writer.write({ data: frame.data.slice(0) });
    await writer.close();
    await reading;
    return out;
  }
}

/** A room as the server keeps it: who is in it, who is silenced, and the epoch. */
class Table {
  readonly present = new Set<Name>();
  readonly silenced = new Set<Name>();
  private readonly players = new Map<Name, Player>();
  private epoch = 0;

  constructor(private readonly identities: Readonly<Record<Name, Identity>>) {}

  async play(
    act: { readonly who: Name; readonly does: 'come' | 'go' | 'silence' },
    wait = settled,
  ): Promise<void> {
    const { who, does } = act;
    if (does === 'silence') this.silenced.add(who);
    else if (does === 'go') this.leave(who);
    else if (!this.present.has(who)) this.enter(who);
    this.epoch += 1;
    const partnersOf = (name: Name) =>
      [...this.present]
        .filter((other) => other !== name)
        .map((id) => ({ id, key: this.identities[id].publicKey, isSilenced: this.silenced.has(id) }));
    await Promise.all(
      [...this.present].map((name) =>
        this.players.get(name)!.keys.turn(this.epoch, partnersOf(name), !this.silenced.has(name)),
      ),
    );
    await passes(wait);
  }

  /** Whether one hears the other now. */
  async hears(listener: Name, speaker: Name): Promise<boolean> {
    const [sealed] = await this.players.get(speaker)!.through({ side: 'send', player: listener }, sound);
    if (!sealed) return false;
    const opened = await this.players.get(listener)!.through({ side: 'receive', player: speaker }, sealed);
    return opened.length > 0;
  }

  /** Whether somebody can open what was said, with all keys they have. */
  async opens(listener: Name, speaker: Name, sealed: Frame): Promise<boolean> {
    return (
      (await this.players.get(listener)!.through({ side: 'receive', player: speaker }, sealed)).length > 0
    );
  }

  async said(speaker: Name): Promise<Frame> {
    return (await this.players.get(speaker)!.through({ side: 'send', player: 'all' }, sound))[0]!;
  }

  close(): void {
    for (const { keys } of this.players.values()) keys.close();
  }

  channelOf(name: Name): SignalChannel {
    return {
      roomId: 'r',
      selfId: name,
      tell: (frame: SignalFrame) => frame.type === 'voice_key' && this.pass(name, frame),
    } as unknown as SignalChannel;
  }

  private enter(who: Name): void {
    this.present.add(who);
    this.players.get(who)?.keys.close();
    this.players.set(who, new Player(who, this.identities[who], this));
  }

  private leave(who: Name): void {
    this.present.delete(who);
  }

  private pass(from: Name, { to, epoch, key }: Extract<SignalFrame, { type: 'voice_key' }>): void {
    const isAllowed = epoch === this.epoch && this.present.has(to as Name) && !this.silenced.has(from);
    const frame: HeardFrame<'voice_key'> = { type: 'voice_key', from, epoch, key };
    if (isAllowed) void this.players.get(to as Name)?.keys.take(frame);
  }
}

describe('keys of voice', () => {
  let identities: Record<Name, Identity>;
  beforeAll(async () => {
    const made = await Promise.all(names.map(() => Identity.make()));
    identities = Object.fromEntries(names.map((name, index) => [name, made[index]])) as typeof identities;
  });

  it('let exactly those hear each other who are there and not silenced, after any history', async () => {
    const history = fc.array(
      fc.record({
        who: fc.constantFrom(...names),
        does: fc.constantFrom('come', 'come', 'go', 'silence'),
      }) as fc.Arbitrary<{ who: Name; does: 'come' | 'go' | 'silence' }>,
      { minLength: 2, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(history, async (acts) => {
        const table = new Table(identities);
        for (const act of acts) await table.play(act);
        for (const listener of table.present) {
          for (const speaker of table.present) {
            if (listener === speaker) continue;
            expect(await table.hears(listener, speaker)).toBe(!table.silenced.has(speaker));
          }
        }
        table.close();
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('do not open the past to who comes later, nor the future to who has left', async () => {
    const table = new Table(identities);
    await table.play({ who: 'ann', does: 'come' });
    await table.play({ who: 'bob', does: 'come' });
    const before = await table.said('ann');
    await table.play({ who: 'cid', does: 'come' });
    expect(await table.opens('cid', 'ann', before)).toBe(false);
    expect(await table.opens('cid', 'ann', await table.said('ann'))).toBe(true);
    await table.play({ who: 'bob', does: 'go' }, 20);
    const after = await table.said('ann');
    expect(await table.opens('bob', 'ann', after)).toBe(false);
    expect(await table.opens('cid', 'ann', after)).toBe(true);
    table.close();
  });
});
