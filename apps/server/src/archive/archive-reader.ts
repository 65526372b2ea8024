import { createHash, type Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { BootError } from '@aethex/core';
import { extract } from 'tar-stream';
import { Closing, factsLine, formatVersion, Manifest, names, typeHeader, type EntryFacts } from './format.js';

/** One entry. Its body must be read to its end before the next one comes. */
export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
  readonly type: string | null;
  readonly body: Readable;
}

/** Bytes that a part which is read as a whole may have. */
const mostWhole = 64 * 1024 * 1024;

/**
 * Reads an archive and checks all of it on the way. `visit` sees the entries between the manifest and the closing one;
 * it may leave a body unread. Fails with a `BootError` at the first byte that is not as it was written.
 */
export async function readArchive(
  input: Readable,
  visit: (entry: ArchiveEntry, manifest: Manifest) => Promise<void>,
): Promise<{ manifest: Manifest; closing: Closing }> {
  const check = new Check();
  const tar = extract();
  const broken = new Promise<never>((_, reject) => {
    pipeline(input, tar, (error) => error && reject(notReadable(error)));
  });
  broken.catch(() => undefined);
  await Promise.race([broken, walk(tar, check, visit)]);
  return check.result();
}

async function walk(
  tar: ReturnType<typeof extract>,
  check: Check,
  visit: (entry: ArchiveEntry, manifest: Manifest) => Promise<void>,
): Promise<void> {
  try {
    for await (const stream of tar) {
      const { name, size, pax } = stream.header;
      const entry = { name, size, type: (pax as Record<string, string> | null)?.[typeHeader] ?? null };
      const bytes = stream as AsyncIterable<Buffer>;
      if (check.isOver) throw damaged(`"${name}" stands behind its end`);
      if (isOwn(name)) check.own(name, await whole(bytes, size));
      else await check.watch(entry, bytes, (body) => visit({ ...entry, body }, check.manifest));
    }
  } catch (error) {
    throw error instanceof BootError || !isTar(error) ? error : notReadable(error);
  }
}

const isOwn = (name: string): boolean =>
  name === names.closing || name === names.manifest || name.startsWith(names.sums);

/** What has been seen of an archive, and what it says of itself. */
class Check {
  private readonly facts = createHash('sha256');
  private entries = 0;
  private seen: string[] = [];
  private first: Manifest | undefined;
  private closing: Closing | undefined;

  get isOver(): boolean {
    return this.closing !== undefined;
  }

  get manifest(): Manifest {
    if (!this.first) throw damaged('it does not begin with its manifest');
    return this.first;
  }

  /** Hashes a body while the visitor reads it, and after that what he left. */
  async watch(
    entry: Omit<EntryFacts, 'sha256'>,
    from: AsyncIterable<Buffer>,
    visit: (body: Readable) => Promise<void>,
  ): Promise<void> {
    const hash = createHash('sha256');
    const body = Readable.from(hashed(from, hash), { objectMode: false });
    await visit(body);
    if (!body.readableEnded) for await (const _ of body);
    this.note({ ...entry, sha256: hash.digest('hex') });
  }

  /** An entry that the archive keeps about itself. */
  own(name: string, bytes: Buffer): void {
    if (name.startsWith(names.sums)) return this.compare(bytes.toString());
    if (name === names.closing) {
      this.closing = parsed(Closing, name, bytes);
      return;
    }
    this.first = manifestOf(bytes);
    this.note({ name, size: bytes.length, type: null, sha256: sha256(bytes) });
  }

  result(): { manifest: Manifest; closing: Closing } {
    const { closing } = this;
    if (!closing) throw damaged('it is cut short');
    if (closing.entries !== this.entries || closing.sha256 !== this.facts.digest('hex'))
      throw damaged('its entries are not those that were written');
    return { manifest: this.manifest, closing };
  }

  private note(entry: EntryFacts): void {
    this.facts.update(factsLine(entry));
    this.entries += 1;
    this.seen.push(`${entry.sha256}  ${entry.name}`);
  }

  private compare(list: string): void {
    const said = list.trimEnd().split('\n');
    const differs = said.findIndex((line, index) => line !== this.seen[index]);
    if (differs >= 0 || said.length !== this.seen.length)
      throw damaged(`"${(this.seen[Math.max(differs, 0)] ?? '').slice(66)}" is not as it was written`);
    this.seen = [];
  }
}

async function* hashed(from: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const bytes of from) {
    hash.update(bytes);
    yield bytes;
  }
}

function manifestOf(bytes: Buffer): Manifest {
  const manifest = parsed(Manifest, names.manifest, bytes);
  if (manifest.version === formatVersion) return manifest;
  throw new BootError(
    `The archive has format ${manifest.version}, and this program reads ${formatVersion}.`,
    `Use the program that wrote it, ${manifest.program}, or a newer one.`,
  );
}

function parsed<T>(schema: { parse(value: unknown): T }, name: string, bytes: Buffer): T {
  try {
    return schema.parse(JSON.parse(bytes.toString()));
  } catch {
    throw damaged(`"${name}" cannot be understood`);
  }
}

/** Reads a body that fits into memory. */
export async function whole(body: AsyncIterable<Buffer>, size: number, most = mostWhole): Promise<Buffer> {
  if (size > most) throw damaged('a part of it is larger than any that is written');
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Errors that tar itself raises; those of files keep their own words. */
const isTar = (error: unknown): boolean => error instanceof Error && !('code' in error) && !('kind' in error);

const notReadable = (error: unknown): unknown =>
  error instanceof BootError || !isTar(error) ? error : damaged((error as Error).message.replace(/\.$/, ''));

export const damaged = (why: string): BootError =>
  new BootError(`The archive is damaged: ${why}.`, 'Use another one; nothing of it was used.');
