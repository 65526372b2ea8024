import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaOf, type Plan } from '@aethex/core';
import { withServers } from '@aethex/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ArchiveWriter } from '../src/archive/archive-writer.js';
import { restoreArchive } from '../src/archive/restore-archive.js';
import { verifyArchive } from '../src/archive/verify-archive.js';
import { writeWhole } from '../src/archive/whole-file.js';
import { writeArchive } from '../src/archive/write-archive.js';
import { openPorts } from '../src/move/open-ports.js';
import { tempDir } from './kit.js';
import { contentsOf, dropAll, fill, planOn, someRows, type EngineName } from './words-plan.js';

afterAll(dropAll);

async function archiveOf(plan: Plan): Promise<string> {
  const file = join(tempDir(), 'backup.aethex');
  const ports = await openPorts(plan, { ...schemaOf(plan), migrations: [] });
  const writer = new ArchiveWriter();
  await Promise.all([writeArchive(ports, plan, { writer, keys: true }), writeWhole(file, writer.output)]);
  await ports.close();
  return file;
}

async function restoreInto(plan: Plan, file: string, overwrite = false) {
  const open = async () => createReadStream(file);
  const read = await verifyArchive(await open());
  return restoreArchive(plan, { ...read, name: file, open, overwrite, skip: [] });
}

const pairs: [EngineName, EngineName][] = [
  ['sqlite', 'sqlite'],
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
  ['postgres', 'postgres'],
];

withServers(['postgres'], 'an archive', () => {
  it.each(pairs)('carries every word and every blob from %s to %s', async (one, other) => {
    const [from, to] = [await planOn(one), await planOn(other)];
    await fill(from, someRows());
    await restoreInto(to, await archiveOf(from));
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
  });

  it('is taken back into an engine of the other kind and is the same archive', async () => {
    const [from, to] = [await planOn('sqlite'), await planOn('postgres')];
    await fill(from, someRows());
    await restoreInto(to, await archiveOf(from));
    const [first, second] = [await archiveOf(from), await archiveOf(to)];
    const rowsOf = async (file: string) => (await verifyArchive(createReadStream(file))).closing.rows;
    expect(await rowsOf(second)).toEqual(await rowsOf(first));
  });

  it('is refused by a target that is not empty, and replaces everything in it when it is told to', async () => {
    const [from, to] = [await planOn('sqlite'), await planOn('postgres')];
    await fill(from, someRows());
    const file = await archiveOf(from);
    await fill(to, someRows().slice(0, 2));
    await expect(restoreInto(to, file)).rejects.toThrow(
      /not empty: it holds 1 rows of words_owners, 2 rows of words_all/,
    );
    expect((await contentsOf(to)).rows).toHaveLength(2);
    expect(await restoreInto(to, file, true)).toMatchObject({
      lost: expect.stringContaining('2 rows of words_all'),
    });
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
  });
});

describe('an archive with one byte changed', () => {
  it('is refused, wherever the byte is', async () => {
    const from = await planOn('sqlite');
    await fill(from, someRows());
    const file = await archiveOf(from);
    const whole = readFileSync(file);
    const bad = join(tempDir(), 'bad.aethex');
    for (const at of placesOf(whole)) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      writeFileSync(bad, bytes);
      await expect(verifyArchive(createReadStream(bad)).then(() => at)).rejects.toThrow(/archive is damaged/);
    }
  });

  it('is refused when it is cut short, wherever that is', async () => {
    const from = await planOn('sqlite');
    await fill(from, someRows());
    const whole = readFileSync(await archiveOf(from));
    const bad = join(tempDir(), 'bad.aethex');
    for (let length = 0; length < whole.length - 2048; length += Math.ceil(whole.length / 16)) {
      writeFileSync(bad, whole.subarray(0, length));
      await expect(verifyArchive(createReadStream(bad)).then(() => length)).rejects.toThrow(
        /archive is damaged/,
      );
    }
  });
});

/** Places in the names and the contents of entries; tar pads with zeros that mean nothing. */
function* placesOf(whole: Buffer): Generator<number> {
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 24)) {
    let place = at;
    while (place < whole.length && whole[place] === 0) place += 1;
    if (place < whole.length) yield place;
  }
}
