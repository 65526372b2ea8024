import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { forAdapters, installExample, npm, packAll } from '../../stranger.js';

const example = join(import.meta.dirname, '..');

describe('from packed packages, in an empty folder', () => {
  let dir: string;
  let place: string;
  beforeAll(async () => {
    const packed = await packAll(forAdapters);
    dir = packed.dir;
    place = await installExample(example, dir, packed.tarballs);
  }, 240_000);
  afterAll(() => rm(dir, { recursive: true, force: true }), 60_000);

  it('the adapter compiles and keeps every promise of its port', async () => {
    const said = await npm(place, 'test', '--', '--verbose');
    expect(said).toMatch(/✓ stores durably/);
    expect(said).toMatch(/Tests: +(\d{2,}) passed, \1 total/);
  }, 120_000);
});
