import { Injectable } from '@nestjs/common';
import { Db } from '../db/db.js';

export interface Readiness {
  readonly status: 'ready' | 'draining' | 'unavailable';
  readonly parts: Readonly<Record<string, { ok: boolean }>>;
}

/** Milliseconds a part has to answer. */
const patience = 2000;

/** Whether this node can be sent requests. Being alive is another matter and asks nothing of anybody. */
@Injectable()
export class Health {
  private draining = false;

  constructor(private readonly db: Db) {}

  /** From now on the node says it is not ready, so that balancers send nothing new. */
  startDraining(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  async readiness(): Promise<Readiness> {
    const database = await inTime(this.db.read((em) => em.run('SELECT 1')));
    const status = this.draining ? 'draining' : database ? 'ready' : 'unavailable';
    return { status, parts: { database: { ok: database } } };
  }
}

async function inTime(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), patience)));
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
