import type { Db, Ids, KeyInfo } from '@aethex/core';
import { RingKeyRow } from './entities/ring-key.entity.js';
import { otherSecret } from './key-errors.js';
import type { KeyStore } from './key-store.js';
import { newKeyText, readKeyText, type RingKey } from './key-text.js';
import type { SecretSeal } from './secret-seal.js';

export interface KeyTableTools {
  readonly db: Db;
  readonly ids: Ids;
  /** Closes what is written, and opens what was closed with it. */
  readonly seal: SecretSeal;
  /** Opens what was closed before the secret changed. */
  readonly before: SecretSeal | null;
}

/** The keys of a ring in a table of the database, each closed by a secret that only the nodes know. */
export class KeyTable implements KeyStore {
  private known = new Map<number, RingKey>();

  constructor(private readonly tools: KeyTableTools) {}

  async open(): Promise<void> {
    await this.reseal();
  }

  async read(): Promise<readonly RingKey[]> {
    const found = new Map<number, RingKey>();
    for (const row of await this.rows()) found.set(row.number, this.known.get(row.number) ?? this.keyIn(row));
    this.known = found;
    return [...found.values()];
  }

  async add(use: KeyInfo['use'], createdAt: Date): Promise<boolean> {
    const [newest = 0] = this.known.keys();
    return this.insert(newest + 1, newKeyText(use, createdAt));
  }

  async remove(id: string): Promise<void> {
    const found = [...this.known].find(([, key]) => key.id === id);
    if (found) await this.tools.db.write((em) => em.drop(RingKeyRow, { number: found[0] }));
  }

  /** Takes keys over, the oldest first, where there are none yet; all of them or none. */
  async adopt(texts: readonly string[]): Promise<void> {
    await this.tools.db.write(async () => {
      if ((await this.rows()).length > 0) return;
      for (const [index, text] of texts.entries()) {
        // Another node is taking keys over at this moment, maybe others than these.
        if (!(await this.insert(index + 1, Buffer.from(text)))) return;
      }
    });
  }

  private rows(): Promise<RingKeyRow[]> {
    return this.tools.db.read((em) => em.find(RingKeyRow, { order: { number: 'DESC' } }));
  }

  private insert(number: number, text: Buffer): Promise<boolean> {
    const row = { id: this.tools.ids.next(), number, sealed: this.tools.seal.close(text, String(number)) };
    return this.tools.db.write((em) => em.add(RingKeyRow, row));
  }

  private keyIn({ number, sealed }: RingKeyRow): RingKey {
    const text = this.textOf(number, sealed);
    const key = text && readKeyText(text.toString());
    if (!key) throw otherSecret();
    return key;
  }

  private textOf(number: number, sealed: Buffer): Buffer | null {
    const { seal, before } = this.tools;
    return seal.open(sealed, String(number)) ?? before?.open(sealed, String(number)) ?? null;
  }

  /** Closes with the present secret what the one before had closed. */
  private async reseal(): Promise<void> {
    const { db, seal, before } = this.tools;
    if (!before) return;
    await db.write(async (em) => {
      for (const { number, sealed } of await this.rows()) {
        const text = seal.open(sealed, String(number)) ? null : before.open(sealed, String(number));
        if (text) await em.change(RingKeyRow, { number }, { sealed: seal.close(text, String(number)) });
      }
    });
  }
}
