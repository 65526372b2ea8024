import { BootError, migrateUp, schemaOf, type Plan } from '@aethex/core';
import { askOf, demandUnserved, holdingsOf, lossOf } from '../archive/restore-target.js';
import { readCatalog, type Ask } from './catalog.js';
import { dropRules, rulesOf } from './loose-rules.js';
import { readMoving, writeMoving, type Moving } from './moving.js';
import { openPorts, type OpenPorts } from './open-ports.js';
import type { TableShape } from './rules/table-shape.js';

/** The Postgres that an installation is moved to, made ready to take rows in any order. */
export class MoveTarget {
  private constructor(
    readonly ports: OpenPorts,
    private readonly ask: Ask,
    private moving: Moving,
  ) {}

  /** Opens a target that is empty, or that an earlier run of the same move has left; refuses any other. */
  static async open(plan: Plan, source: string, { withBlobs }: { withBlobs: boolean }): Promise<MoveTarget> {
    const ports = await openPorts(plan, schemaOf(plan));
    try {
      const ask = askOf(ports);
      await demandUnserved(ports);
      const before = await readMoving(ask, 'postgres');
      demandSame(before, source);
      if (before === null) await demandEmpty(ports, plan, withBlobs);
      const moving: Moving = { kind: 'move', state: 'unfinished', source, loose: before?.loose ?? [] };
      await writeMoving(ask, 'postgres', moving);
      await migrateUp(ports.database, ports.source);
      return new MoveTarget(ports, ask, moving);
    } catch (error) {
      await ports.close();
      throw error;
    }
  }

  async tables(): Promise<readonly TableShape[]> {
    return (await readCatalog(this.ask, 'postgres')).tables;
  }

  /** Takes the rules off the tables, and remembers them in the database itself: a run that ends here loses none. */
  async loosen(tables: readonly TableShape[]): Promise<void> {
    const rules = await rulesOf(this.ask, tables);
    const loose = [...new Set([...this.moving.loose, ...rules.map(({ make }) => make)])];
    await this.mark({ ...this.moving, loose: inOrder(loose) });
    await dropRules(this.ask, rules);
  }

  /** Makes the rules again and says whether a server may start here, all of it or nothing. */
  async fasten(state: Moving['state']): Promise<void> {
    const runner = this.ports.source.createQueryRunner();
    const ask: Ask = (sql, values = []) => runner.query(sql, [...values]);
    try {
      await runner.startTransaction();
      for (const make of this.moving.loose) await ask(make);
      this.moving = { ...this.moving, state, loose: [] };
      await writeMoving(ask, 'postgres', this.moving);
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Lets Postgres count what is there, so that the first queries are planned well. */
  async analyze(tables: readonly TableShape[]): Promise<void> {
    for (const { name } of tables) await this.ask(`ANALYZE "${name}"`);
  }

  close(): Promise<void> {
    return this.ports.close();
  }

  private async mark(moving: Moving): Promise<void> {
    this.moving = moving;
    await writeMoving(this.ask, 'postgres', moving);
  }
}

/** Uniqueness before the references that rest on it. */
const inOrder = (makes: readonly string[]): string[] => [
  ...makes.filter((make) => !make.includes('FOREIGN KEY')),
  ...makes.filter((make) => make.includes('FOREIGN KEY')),
];

function demandSame(before: Moving | null, source: string): void {
  if (before === null || (before.kind === 'move' && before.source === source)) return;
  throw new BootError(
    before.kind === 'move'
      ? `The target holds a move of another installation (${before.source}; this one is ${source}).`
      : `The target holds an unfinished restore of ${before.source}.`,
    'Choose an empty database.',
  );
}

async function demandEmpty(ports: OpenPorts, plan: Plan, withBlobs: boolean): Promise<void> {
  const { rows, blobs } = await holdingsOf(ports, plan);
  const lost = lossOf({ rows, blobs: withBlobs ? blobs : 0 });
  if (lost === null) return;
  throw new BootError(
    `The target is not empty: it holds ${lost}.`,
    'Choose an empty database. Nothing is ever moved into one that a server has been started on.',
  );
}
