import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BootError } from '@aethex/core';
import { holdFolder } from '../src/index.js';
import { tempDir } from './temp-dir.js';

describe('holdFolder', () => {
  it('makes the folder and lets one holder in at a time', async () => {
    const dir = join(tempDir(), 'new');
    const release = await holdFolder(dir);
    expect(existsSync(dir)).toBe(true);
    expect(await holdFolder(dir)).toBeNull();
    release?.();
    expect(await holdFolder(dir)).not.toBeNull();
  });

  it('holds one folder without touching another', async () => {
    await holdFolder(tempDir());
    expect(await holdFolder(tempDir())).not.toBeNull();
  });

  it('fails in words where no folder can be', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    const failed = await holdFolder(join(file, 'data')).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BootError);
    expect((failed as BootError).fix).toContain('--data');
  });
});
