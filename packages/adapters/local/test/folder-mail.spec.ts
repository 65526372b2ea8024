import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mailerContract, memoryMail, type MemoryLog } from '@aethex/testing';
import { folderMail } from '../src/index.js';
import { raise } from './raise.js';
import { tempDir } from './temp-dir.js';

const code = '482916';
const mail = {
  to: 'ann@example.org',
  subject: `Your code is ${code}`,
  text: `Use ${code}.`,
  html: `<b>${code}</b>`,
};

describe('FolderMail', () => {
  mailerContract(() => {
    const dir = tempDir();
    const files = (): string[] => readdirSync(dir).toSorted();
    return {
      adapter: folderMail({ dir }),
      delivered: async () => files().map((name) => readFileSync(join(dir, name))),
    };
  });

  it('writes one private file for each mail, named by its time', async () => {
    const dir = join(tempDir(), 'mail');
    const { one, clock } = await raise(folderMail({ dir }));
    clock.set(new Date('2026-02-03T04:05:06.789Z'));
    await one.send(mail);
    const [name = '', ...others] = readdirSync(dir);
    expect(others).toEqual([]);
    expect(name).toMatch(/^20260203T040506Z-[0-9a-f-]{36}\.eml$/);
    expect([statSync(dir).mode & 0o777, statSync(join(dir, name)).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('names the sender, the time and the mail itself', async () => {
    const dir = tempDir();
    const { one, clock } = await raise(folderMail({ dir, from: 'Guild <guild@example.org>' }));
    clock.set(new Date('2026-02-03T04:05:06.789Z'));
    await one.send(mail);
    const text = readFileSync(join(dir, ...readdirSync(dir)), 'utf8');
    expect(text).toContain('From: Guild <guild@example.org>\r\n');
    expect(text).toContain('Date: Tue, 03 Feb 2026 04:05:06 +0000\r\n');
    expect(text).toMatch(/^Message-ID: <[0-9a-f-]{36}@localhost>\r$/m);
  });

  it('logs where it goes and what the file is called, and no word of it', async () => {
    const stage = await raise(folderMail({ dir: tempDir() }));
    await stage.one.send(mail);
    const { lines } = stage.log as MemoryLog;
    expect(lines).toEqual([
      {
        level: 'info',
        facts: { to_domain: 'example.org', file: expect.stringMatching(/\.eml$/) },
        message: expect.any(String),
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain(code);
    expect(JSON.stringify(lines)).not.toContain('ann');
  });

  it('puts no file of the host into a mail, whatever its text is', async () => {
    const [dir, elsewhere] = [tempDir(), join(tempDir(), 'secret')];
    writeFileSync(elsewhere, code);
    const { one } = await raise(folderMail({ dir }));
    await expect(one.send({ ...mail, text: { path: elsewhere } as never })).rejects.toThrow(
      /access rejected/i,
    );
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('MemoryMail', () => {
  mailerContract(() => {
    const box = memoryMail();
    return { adapter: box.adapter, delivered: async () => box.sent };
  });

  it('gives the last mail, of all or to one address', async () => {
    const box = memoryMail();
    expect(box.last()).toBeNull();
    await box.send(mail);
    await box.send({ ...mail, to: 'ben@example.org' });
    expect(box.last()?.to).toBe('ben@example.org');
    expect(box.last('ann@example.org')).toEqual(mail);
    box.clear();
    expect(box.sent).toEqual([]);
  });
});
