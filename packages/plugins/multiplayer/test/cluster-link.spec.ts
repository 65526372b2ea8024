import { afterEach, describe, expect, it } from '@jest/globals';
import { KeyRing, Metrics, Relay, type Logger, type Nodes } from '@aethex/core';
import { fileKeys, memoryRelay } from '@aethex/local';
import { memoryLog, Stage } from '@aethex/testing';
import { pack } from '@aethex/protocol/realtime';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterMetrics } from '../src/cluster/cluster-metrics.js';
import { LinkKeys } from '../src/cluster/link/link-keys.js';
import { Links } from '../src/cluster/link/links.js';
import type { LinkMessage } from '../src/cluster/link/messages.js';

const dirs: string[] = [];
const stages: Stage<Relay>[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'aethex-link-'));
  dirs.push(dir);
  return dir;
};

/** A relay that can lose what is sent, and shows everything that was. */
interface Tap {
  readonly relay: Relay;
  readonly sent: Uint8Array[];
  lose: (bytes: Uint8Array) => boolean;
}

async function tapped(): Promise<{ stage: Stage<Relay>; tap: Tap; ring: KeyRing }> {
  const stage = await Stage.raise<Relay>([memoryRelay(), fileKeys({ dir: folder() })]);
  stages.push(stage);
  const real = stage.one;
  const tap: Tap = { sent: [], lose: () => false, relay: Object.create(real) as Relay };
  tap.relay.send = async (node, bytes) => {
    tap.sent.push(bytes);
    if (!tap.lose(bytes)) await real.send(node, bytes);
  };
  return { stage, tap, ring: await stage.port(KeyRing) };
}

async function linksOf(id: string, relay: Relay, ring: KeyRing) {
  const log = memoryLog() as unknown as Logger;
  const links = new Links(
    relay,
    new LinkKeys(ring, log),
    { id } as Nodes,
    log,
    new ClusterMetrics(new Metrics()),
  );
  const heard: number[] = [];
  const missed: string[] = [];
  await links.open({
    heard: (_, message) => void heard.push((message as { fence: number }).fence),
    missed: (from) => void missed.push(from),
  });
  return { links, heard, missed, log };
}

const note = (fence: number, size = 0): LinkMessage => ({
  t: 'note',
  room: 'r',
  fence,
  verb: 'x',
  args: [Buffer.alloc(size)],
});

describe('two nodes that speak', () => {
  it('hear everything once and in order, whatever its size', async () => {
    const { stage, tap, ring } = await tapped();
    const a = await linksOf('a', tap.relay, ring);
    const b = await linksOf('b', tap.relay, ring);
    for (let n = 1; n <= 500; n += 1) a.links.send('b', note(n, n === 250 ? 3_000_000 : 10));
    await stage.until('all were heard', () => b.heard.length >= 500);
    expect(b.heard).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
    expect(b.missed).toEqual([]);
    expect(tap.sent.every(({ length }) => length <= 256 * 1024)).toBe(true);
  });

  it('send in one message what is said in one turn', async () => {
    const { stage, tap, ring } = await tapped();
    const a = await linksOf('a', tap.relay, ring);
    const b = await linksOf('b', tap.relay, ring);
    for (let n = 1; n <= 100; n += 1) a.links.send('b', note(n));
    await stage.until('all were heard', () => b.heard.length >= 100);
    expect(tap.sent).toHaveLength(1);
  });

  it('notice what was lost, and hear what comes after it', async () => {
    const { stage, tap, ring } = await tapped();
    const a = await linksOf('a', tap.relay, ring);
    const b = await linksOf('b', tap.relay, ring);
    let count = 0;
    tap.lose = () => (count += 1) === 2;
    for (let n = 1; n <= 3; n += 1) {
      a.links.send('b', note(n));
      await stage.until('it was sent', () => tap.sent.length === n);
    }
    await stage.until('the last was heard', () => b.heard.includes(3));
    expect([b.heard, b.missed]).toEqual([[1, 3], ['a']]);
  });

  it('hear nothing of what somebody forges, changes, repeats or sends on to another', async () => {
    const { stage, tap, ring } = await tapped();
    const a = await linksOf('a', tap.relay, ring);
    const b = await linksOf('b', tap.relay, ring);
    const c = await linksOf('c', tap.relay, ring);
    a.links.send('b', note(1));
    await stage.until('it was heard', () => b.heard.length === 1);
    const [good = new Uint8Array()] = tap.sent;
    const changed = Uint8Array.from(good);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const body = pack([note(9)]);
    const naked = pack({ from: 'a', to: 'b', epoch: 9, n: 1, part: 0, parts: 1, body });
    const foreign = Buffer.concat([good.subarray(0, 4), randomBytes(16), naked]);
    for (const bytes of [good, changed, naked, foreign, new Uint8Array(), randomBytes(100)]) {
      await tap.relay.send('b', bytes);
      await tap.relay.send('c', bytes);
    }
    await stage.quiet();
    expect([b.heard, c.heard, b.missed, c.missed]).toEqual([[1], [], [], []]);
  });

  it('believe a ring of other keys nothing', async () => {
    const { stage, tap, ring } = await tapped();
    const stranger = await Stage.raise<KeyRing>(fileKeys({ dir: folder() }));
    const a = await linksOf('a', tap.relay, stranger.one);
    const b = await linksOf('b', tap.relay, ring);
    a.links.send('b', note(1));
    await stage.quiet();
    expect([b.heard, b.missed]).toEqual([[], []]);
    await stranger.close();
  });

  it('understand each other again after a key was added', async () => {
    const { stage, tap, ring } = await tapped();
    const b = await linksOf('b', tap.relay, ring);
    await ring.rotate('signing');
    const a = await linksOf('a', tap.relay, ring);
    await stage.until('the new key is known', async () => {
      a.links.send('b', note(1));
      await stage.quiet();
      return b.heard.length > 0;
    });
  });

  it('keep no more than some packets for a node that takes nothing, and it sees that something is missing', async () => {
    const { stage, tap, ring } = await tapped();
    const a = await linksOf('a', tap.relay, ring);
    const b = await linksOf('b', tap.relay, ring);
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const send = tap.relay.send.bind(tap.relay);
    tap.relay.send = async (node, bytes) => {
      await held;
      await send(node, bytes);
    };
    for (let n = 0; n < 6; n += 1) {
      a.links.send('b', note(n));
      await new Promise((resolve) => void setImmediate(resolve));
    }
    for (let n = 0; n < 20_000; n += 1) a.links.send('b', note(100));
    a.links.send('b', note(101));
    goOn();
    await stage.until('the last was heard', () => b.heard.includes(101));
    expect(b.missed).toEqual(['a']);
    expect(b.heard.length).toBeLessThan(100);
  });
});
