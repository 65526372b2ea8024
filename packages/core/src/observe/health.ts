import { Injectable } from '@nestjs/common';
import { Db } from '../db/db.js';
import { AdapterHost } from '../module/adapter-host.js';
import { inTime } from './in-time.js';

export interface Readiness {
  /** `degraded` serves: what is missing is named in `parts`, and what needs it answers 503. */
  readonly status: 'ready' | 'degraded' | 'draining' | 'unavailable';
  readonly parts: Readonly<Record<string, { ok: boolean }>>;
}

/** Milliseconds the database has to answer. */
const patience = 2000;

/** Whether this node can be sent requests. Being alive is another matter and asks nothing of anybody. */
@Injectable()
export class Health {
  private draining = false;

  constructor(
    private readonly db: Db,
    private readonly adapters: AdapterHost,
  ) {}

  /** From now on the node says it is not ready, so that balancers send nothing new. */
  startDraining(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  async readiness(): Promise<Readiness> {
    const [database, pulses] = await Promise.all([this.database(), this.adapters.pulses()]);
    const parts = { database, ...lowerCase(pulses) };
    return {
      status: this.statusOf(parts),
      parts: Object.fromEntries(Object.entries(parts).map(([part, ok]) => [part, { ok }])),
    };
  }

  private statusOf({ database, ...others }: Readonly<Record<string, boolean>>): Readiness['status'] {
    if (this.draining) return 'draining';
    if (!database) return 'unavailable';
    return Object.values(others).every(Boolean) ? 'ready' : 'degraded';
  }

  private async database(): Promise<boolean> {
    const work = this.db.read((em) => em.run('SELECT 1')).then(() => true);
    return (await inTime(work, patience).catch(() => false)) ?? false;
  }
}

const lowerCase = (parts: Readonly<Record<string, boolean>>): Record<string, boolean> =>
  Object.fromEntries(
    Object.entries(parts).map(([name, ok]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, ok]),
  );
