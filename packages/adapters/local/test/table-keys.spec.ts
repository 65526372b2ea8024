import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Adapter, KeyRing } from '@aethex/core';
import { keyRingContract, Stage } from '@aethex/testing';
import { fileKeys, sqlite, tableKeys, type TableKeysOptions } from '../src/index.js';
import { raise } from './raise.js';
import { tempDir } from './temp-dir.js';

const secret = 'a secret of more than thirty-two characters';
const other = 'another secret of more than thirty-two characters';

/** A ring in a database that the test names. */
const openIn = async (file: string, options: Partial<TableKeysOptions> = {}): Promise<Stage<KeyRing>> =>
  Stage.raise([tableKeys({ secret, ...options }), sqlite({ file }) as Adapter]);

/** Seals in one run of a server, and gives the envelope. */
async function sealed(file: string, options: Partial<TableKeysOptions> = {}): Promise<Uint8Array> {
  const stage = await openIn(file, options);
  const envelope = await stage.one.seal('test', Buffer.from('kept'));
  await stage.close();
  return envelope;
}

/** What an envelope holds for a server with these options. */
async function opened(
  file: string,
  envelope: Uint8Array,
  options: Partial<TableKeysOptions> = {},
): Promise<string> {
  const stage = await openIn(file, options);
  try {
    return Buffer.from(await stage.one.open('test', envelope)).toString();
  } finally {
    await stage.close();
  }
}

describe('TableKeys', () => {
  keyRingContract(() => tableKeys({ secret }));

  it('opens after a restart with the same secret, and refuses to start with another one', async () => {
    const file = join(tempDir(), 'ring.db');
    const envelope = await sealed(file);
    expect(await opened(file, envelope)).toBe('kept');
    await expect(openIn(file, { secret: other })).rejects.toThrow(/closed with another secret/);
  });

  it('closes its keys anew when the secret changes: from then on the old one opens nothing', async () => {
    const file = join(tempDir(), 'ring.db');
    const envelope = await sealed(file);
    expect(await opened(file, envelope, { secret: other, previousSecret: secret })).toBe('kept');
    expect(await opened(file, envelope, { secret: other })).toBe('kept');
    await expect(openIn(file)).rejects.toThrow(/closed with another secret/);
  });

  it('takes over the keys of a folder where it has none, and never again', async () => {
    const [file, folder] = [join(tempDir(), 'ring.db'), join(tempDir(), 'keys')];
    const files = (await raise(fileKeys({ dir: folder }))).one;
    await files.rotate('sealing');
    const envelope = await files.seal('test', Buffer.from('kept'));
    expect(await opened(file, envelope, { adopt: folder })).toBe('kept');
    const stage = await openIn(file);
    expect(await stage.one.list()).toEqual(await files.list());
    await stage.close();
    await files.rotate('sealing');
    const later = await openIn(file, { adopt: folder });
    expect(await later.one.list()).toHaveLength(3);
    await later.close();
  });

  it('starts anew where there is no folder to take keys from', async () => {
    const file = join(tempDir(), 'ring.db');
    const envelope = await sealed(file, { adopt: join(tempDir(), 'nowhere') });
    expect(await opened(file, envelope)).toBe('kept');
  });

  it('refuses a secret that is too short', () => {
    expect(() => tableKeys({ secret: 'short' })).toThrow(/32 characters/);
  });
});
