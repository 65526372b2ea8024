import { createDecipheriv } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BootError, type KeyRing } from '@aethex/core';
import { keyRingContract } from '@aethex/testing';
import { fileKeys } from '../src/index.js';
import { raise } from './raise.js';
import { tempDir } from './temp-dir.js';

const open = async (dir: string): Promise<KeyRing> => (await raise(fileKeys({ dir }))).one;
const filesIn = (dir: string): string[] => readdirSync(dir).toSorted();
const readKey = (dir: string, name: string) =>
  JSON.parse(readFileSync(join(dir, name), 'utf8')) as { id: string; use: string; key: string };

describe('FileKeys', () => {
  keyRingContract(() => fileKeys({ dir: tempDir() }));

  it('makes one key of each use at its first start, each in a private file', async () => {
    const dir = join(tempDir(), 'keys');
    await open(dir);
    expect(filesIn(dir)).toEqual(['0001.json', '0002.json']);
    expect(filesIn(dir).map((name) => readKey(dir, name).use)).toEqual(['sealing', 'signing']);
    const modes = ['.', '0001.json', '0002.json'].map((name) => statSync(join(dir, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  it('makes them once when many processes start at the same moment', async () => {
    const dir = tempDir();
    const rings = await Promise.all(Array.from({ length: 8 }, () => open(dir)));
    expect(filesIn(dir)).toEqual(['0001.json', '0002.json']);
    const lists = await Promise.all(rings.map((ring) => ring.list()));
    for (const list of lists) expect(list).toEqual(lists[0]);
    const envelope = (await rings[0]?.seal('test', Buffer.from('x'))) ?? Buffer.of();
    for (const ring of rings) expect(Buffer.from(await ring.open('test', envelope)).toString()).toBe('x');
  });

  it('refuses to start when others may read a key', async () => {
    const dir = tempDir();
    await open(dir);
    chmodSync(join(dir, '0001.json'), 0o640);
    await expect(open(dir)).rejects.toThrow(BootError);
    await expect(open(dir)).rejects.toThrow(/open to other users .*mode 640.* chmod 600/);
  });

  it('refuses to start when others may change the folder', async () => {
    const dir = tempDir();
    await open(dir);
    chmodSync(dir, 0o770);
    await expect(open(dir)).rejects.toThrow(/chmod 700/);
  });

  it.each([
    ['empty', '', /is empty/],
    ['cut', '{"id":"0123456789abcdef","use":"sealing","created_at":"2026-01-01T0', /cannot be understood/],
    ['of another kind', '{"keys":[]}', /cannot be understood/],
    ['too short', keyFile({ key: Buffer.alloc(16).toString('base64') }), /cannot be understood/],
    ['no Ed25519 key', keyFile({ use: 'signing' }), /cannot be understood/],
  ])('refuses to start when a key file is %s, and shows nothing of it', async (_, text, why) => {
    const dir = tempDir();
    await open(dir);
    writeFileSync(join(dir, '0001.json'), text);
    const failure = (await open(dir).catch((error: unknown) => error)) as BootError;
    expect(failure).toBeInstanceOf(BootError);
    expect(failure.message).toMatch(why);
    expect(failure.message).toMatch(/Restore it from a backup/);
    expect(failure.message).not.toContain('AAAA');
  });

  it('seals with what another process has made, within seconds', async () => {
    const dir = tempDir();
    const [one, other] = [await open(dir), await open(dir)];
    const made = await other.rotate('sealing');
    const deadline = Date.now() + 5_000;
    while (one.keyOf(await one.seal('test', Buffer.from('x'))) !== made.id && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(one.keyOf(await one.seal('test', Buffer.from('x')))).toBe(made.id);
    expect((await one.signingKeys()).length).toBe(1);
  });

  it('closes as it says: AES-256-GCM, bound to header, purpose and context', async () => {
    const dir = tempDir();
    const ring = await open(dir);
    const envelope = Buffer.from(await ring.seal('saves', Buffer.from('plain'), Buffer.from('slot')));
    const { id, key } = readKey(dir, '0001.json');
    const header = Buffer.concat([Buffer.of(1, id.length), Buffer.from(id)]);
    expect(envelope.subarray(0, header.length)).toEqual(header);
    const nonce = envelope.subarray(header.length, header.length + 12);
    const opening = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce);
    opening.setAAD(Buffer.concat([header, Buffer.of(0, 0, 0, 5), Buffer.from('saves'), Buffer.from('slot')]));
    opening.setAuthTag(envelope.subarray(-16));
    const plain = Buffer.concat([
      opening.update(envelope.subarray(header.length + 12, -16)),
      opening.final(),
    ]);
    expect(plain.toString()).toBe('plain');
  });

  it('leaves no second name of a key that it destroys', async () => {
    const dir = tempDir();
    const ring = await open(dir);
    const [old] = (await ring.list()).filter(({ use }) => use === 'sealing');
    const forgotten = join(dir, '.01234567-89ab-7def-8123-456789abcdef.draft');
    linkSync(join(dir, '0001.json'), forgotten);
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(forgotten, hourAgo, hourAgo);
    await ring.rotate('sealing');
    await ring.retire(old?.id ?? '');
    expect(filesIn(dir)).toEqual(['0002.json', '0003.json']);
  });

  it('never takes the number of a key again', async () => {
    const dir = tempDir();
    const ring = await open(dir);
    for (let n = 0; n < 3; n++) {
      const { id } = (await ring.list()).find(({ current, use }) => current && use === 'sealing')!;
      await ring.rotate('sealing');
      await ring.retire(id);
    }
    expect(filesIn(dir)).toEqual(['0002.json', '0005.json']);
  });

  it('fails loudly when its files vanish while it runs, and makes no new ones', async () => {
    const dir = tempDir();
    const ring = await open(dir);
    for (const name of filesIn(dir)) rmSync(join(dir, name));
    expect(await ring.list()).toEqual([]);
    await expect(ring.seal('test', Buffer.from('x'))).rejects.toThrow(/holds no sealing key any more/);
    expect(filesIn(dir)).toEqual([]);
  });

  it('tries itself out for the doctor', async () => {
    const adapter = fileKeys({ dir: tempDir() });
    const { one } = await raise(adapter);
    expect(await adapter.check?.(one)).toMatchObject([{ ok: true }]);
  });
});

function keyFile(more: { use?: string; key?: string }): string {
  const key = Buffer.alloc(32).toString('base64');
  return JSON.stringify({
    id: '0123456789abcdef',
    use: 'sealing',
    created_at: '2026-01-01T00:00:00.000Z',
    key,
    ...more,
  });
}
