import { createHash } from 'node:crypto';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { factsLine, names, typeHeader, type Closing, type EntryFacts } from './format.js';

/** Entries whose sums go into one list. */
const perList = 1000;

/** Writes an archive entry after entry; what it has not yet been asked for is never in memory. */
export class ArchiveWriter {
  /** The archive as it comes into being. */
  readonly output: PassThrough;
  private readonly tar: Pack = pack();
  private readonly facts = createHash('sha256');
  private sums: string[] = [];
  private lists = 0;
  private entries = 0;
  private failure: Error | undefined;

  constructor() {
    this.output = new PassThrough({ highWaterMark: 1024 * 1024 });
    pipeline(this.tar, this.output, (error) => (this.failure ??= error ?? undefined));
  }

  /** Adds an entry whose bytes are at hand. */
  async add(name: string, bytes: Buffer, type: string | null = null): Promise<void> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.entry({ name, size: bytes.length, type }, (stream) => stream.end(bytes));
    await this.note({ name, size: bytes.length, type, sha256 });
  }

  /** Adds an entry as its bytes come. Fails when they are not as many as was said. */
  async stream(
    name: string,
    { size, type, body }: { size: number; type: string | null; body: Readable },
  ): Promise<void> {
    const hash = createHash('sha256');
    body.on('data', (bytes: Buffer) => hash.update(bytes));
    await this.entry({ name, size, type }, (stream) => void piped(body, stream).catch(() => undefined));
    await this.note({ name, size, type, sha256: hash.digest('hex') });
  }

  /** Adds the closing entry, which makes the archive whole. */
  async close(counts: Omit<Closing, 'entries' | 'sha256'>): Promise<void> {
    await this.list();
    const closing: Closing = { ...counts, entries: this.entries, sha256: this.facts.digest('hex') };
    const bytes = Buffer.from(`${JSON.stringify(closing, null, 2)}\n`);
    await this.entry({ name: names.closing, size: bytes.length, type: null }, (stream) => stream.end(bytes));
    this.tar.finalize();
  }

  /** Breaks off. */
  destroy(error: Error): void {
    this.output.destroy(error);
  }

  private entry(
    { name, size, type }: Omit<EntryFacts, 'sha256'>,
    fill: (stream: NodeJS.WritableStream) => unknown,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      const ended = (error?: Error | null): void => {
        this.output.off('error', reject);
        if (error) reject(error);
        else resolve();
      };
      // When whoever reads has gone, no entry ends any more.
      this.output.once('error', reject);
      const header = {
        name,
        size,
        mode: 0o600,
        mtime: new Date(0),
        ...(type !== null && { pax: { [typeHeader]: type } }),
      };
      fill(this.tar.entry(header, ended));
    });
  }

  private async note(entry: EntryFacts): Promise<void> {
    this.facts.update(factsLine(entry));
    this.entries += 1;
    this.sums.push(`${entry.sha256}  ${entry.name}\n`);
    if (this.sums.length >= perList) await this.list();
  }

  private async list(): Promise<void> {
    if (this.sums.length === 0) return;
    const bytes = Buffer.from(this.sums.splice(0).join(''));
    const name = names.sum((this.lists += 1));
    await this.entry({ name, size: bytes.length, type: null }, (stream) => stream.end(bytes));
  }
}
