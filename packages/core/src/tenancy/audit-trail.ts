import { Injectable } from '@nestjs/common';
import type { Caller } from '../dispatch/caller.js';

/** An act that is written down: a call of a method whose contract names `audited` fields. */
export interface Act {
  /** `games.rotateKey` */
  readonly method: string;
  readonly caller: Caller;
  /** The fields the contract names, and no others. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Says how an act ended: `done`, or the code of the error. */
export type ActEnded = (outcome: string) => Promise<void>;

/** Writes administrative acts down, before they are done, so that none goes unseen. */
export abstract class AuditTrail {
  abstract begin(act: Act): Promise<ActEnded>;
}

/** Holds the place until the plugin that brings it has been made. */
@Injectable()
export class AuditTrailSlot extends AuditTrail {
  private inner: AuditTrail | undefined;

  fill(inner: AuditTrail): void {
    this.inner = inner;
  }

  async begin(act: Act): Promise<ActEnded> {
    return this.inner?.begin(act) ?? (async () => undefined);
  }
}
