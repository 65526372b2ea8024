import { z } from 'zod';

/** The version this program writes, and the only one it reads. */
export const formatVersion = 1;

const Columns = z.array(
  z.object({ name: z.string(), kind: z.enum(['text', 'int', 'real', 'bool', 'bytes']), type: z.string() }),
);

const Tables = z.array(
  z.object({ name: z.string(), columns: Columns, key: z.array(z.string()), references: z.array(z.string()) }),
);

/** The first entry: what follows, and what it takes to restore it. */
export const Manifest = z.object({
  format: z.literal('aethex-archive'),
  version: z.int(),
  /** The program that wrote it. */
  program: z.string(),
  created_at: z.iso.datetime(),
  engine: z.enum(['sqlite', 'postgres']),
  /** Migrations that had run, in their order. */
  migrations: z.array(z.string()),
  /** In the order in which they can be filled: those that others refer to first. */
  tables: Tables,
});

export type Manifest = z.infer<typeof Manifest>;

/** The last entry. An archive without it was cut short. */
export const Closing = z.object({
  /** Which of several readings of the tables counts: the last one. */
  reading: z.int().min(1),
  rows: z.record(z.string(), z.int()),
  blobs: z.int(),
  blob_bytes: z.int(),
  keys: z.int(),
  /** Blobs that rows name and the store itself did not have; the first hundred by name. */
  missing: z.object({ count: z.int(), first: z.array(z.string()) }),
  /** How many entries there are besides this one, and the SHA-256 over all that is known of them. */
  entries: z.int(),
  sha256: z.string(),
});

export type Closing = z.infer<typeof Closing>;

export const names = {
  manifest: 'manifest.json',
  closing: 'closing.json',
  blobs: 'blobs/',
  keys: 'keys/',
  rows: 'rows/',
  sums: 'sums/',
  chunk: (reading: number, table: string, number: number): string =>
    `rows/${reading}/${table}/${String(number).padStart(6, '0')}`,
  sum: (number: number): string => `sums/${String(number).padStart(6, '0')}.sha256`,
} as const;

/** What a name such as `rows/1/saves_slots/000001.gz` says; `null` when it is none. */
export function chunkOf(name: string): { reading: number; table: string; packed: boolean } | null {
  const found = /^rows\/(\d+)\/([^/]+)\/\d+(\.gz)?$/.exec(name);
  if (!found) return null;
  return { reading: Number(found[1]), table: found[2] as string, packed: found[3] !== undefined };
}

/** Everything that must arrive as it was sent. */
export interface EntryFacts {
  readonly name: string;
  readonly size: number;
  /** The type of a blob. */
  readonly type: string | null;
  readonly sha256: string;
}

/** The extended header that holds the type of a blob. */
export const typeHeader = 'AETHEX.type';

/** An entry as one line of what the closing entry's SHA-256 is taken of. */
export const factsLine = ({ name, size, type, sha256 }: EntryFacts): string =>
  `${JSON.stringify([name, size, type, sha256])}\n`;
