import { isAethexError } from '@aethex/protocol';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Db } from '../db/db.js';
import { planToken } from '../module/tokens.js';
import { BootError } from '../plugin/boot-error.js';
import type { KeyWearer } from '../plugin/key-wearer.js';
import type { Plan } from '../plugin/plan.js';
import { Ids } from '../ports/ids.js';
import { KeyRing } from '../ports/key-ring.js';
import { RingSeal } from './ring-seal.entity.js';

const name = 'ring';
const purpose = 'core.ring';

/**
 * Refuses to serve a database whose data other keys close. Two nodes with a ring each would sign tokens that the other
 * refuses, and keep saves that the other cannot open.
 */
@Injectable()
export class RingGuard implements OnApplicationBootstrap, KeyWearer {
  constructor(
    private readonly db: Db,
    private readonly keys: KeyRing,
    private readonly ids: Ids,
    @Inject(planToken) private readonly plan: Plan,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.plan.purpose === 'tools') return;
    if (!(await this.kept())) await this.leave();
    if (!(await this.opens())) throw otherRing();
  }

  async worn(): Promise<ReadonlyMap<string, number>> {
    const row = await this.kept();
    return new Map(row ? [[this.keys.keyOf(row.sealed), 1]] : []);
  }

  async rewrap(keyId: string): Promise<number> {
    const row = await this.kept();
    if (!row || this.keys.keyOf(row.sealed) !== keyId) return 0;
    const sealed = await this.seal();
    return this.db.write((em) => em.change(RingSeal, { id: row.id, sealed: row.sealed }, { sealed }));
  }

  private kept(): Promise<RingSeal | null> {
    return this.db.pick(RingSeal, { name });
  }

  /** The first server on a database leaves the seal; of several that start together one does. */
  private async leave(): Promise<void> {
    const row = { id: this.ids.next(), name, sealed: await this.seal() };
    await this.db.write((em) => em.add(RingSeal, row));
  }

  private async seal(): Promise<Buffer> {
    return Buffer.from(await this.keys.seal(purpose, Buffer.from(name)));
  }

  private async opens(): Promise<boolean> {
    const row = await this.kept();
    try {
      await this.keys.open(purpose, row?.sealed ?? Buffer.of());
      return true;
    } catch (error) {
      if (isAethexError(error) && error.code.startsWith('keys.')) return false;
      throw error;
    }
  }
}

const otherRing = (): BootError =>
  new BootError(
    'This server does not have the keys that close the data in its database.',
    'Give every server of this database the same keys: set AETHEX_KEYS_SECRET on all of them, or copy the folder "keys" from the first one.',
  );
