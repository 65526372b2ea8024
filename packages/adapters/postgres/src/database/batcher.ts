import type { Session, SqlValue, Statement } from '@aethex/core';
import { gathered } from '../rules/gathered.js';
import { explainPostgres } from '../rules/trouble.js';
import type { StatementNames } from '../rules/statement-names.js';
import { directPath, type Speaker } from './speak.js';

type Row = readonly unknown[];

interface Ask {
  /** In milliseconds of `performance.now()`. */
  readonly since: number;
  readonly values: readonly SqlValue[];
  readonly resolve: (row: Row | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Keys in one statement. More would make the others wait for the last. */
const mostGathered = 100;

/** Statements of one kind that are under way at once; meanwhile the next asks gather, and so cost less. */
const lanes = 2;
/** Milliseconds after which what is gathered no longer waits for those under way. */
const patience = 50;

/** All asks of one statement that have not been sent. */
interface Gathering {
  readonly alone: Statement;
  /** `null` when it cannot be asked so. */
  readonly together: Statement | null;
  asks: Ask[];
  /** Whether it will be sent at the end of this turn. */
  isSet: boolean;
  flying: number;
  waiting: NodeJS.Timeout | undefined;
}

/**
 * Sends the reads by key of one turn of the event loop as one statement. What was committed before a read was asked for
 * is seen by it, since no ask joins a statement that is on its way.
 */
export class Batcher {
  private readonly gatherings = new Map<Statement, Gathering>();
  private readonly path: Pick<Session, 'first'>;

  constructor(
    private readonly speaker: Speaker,
    private readonly names: StatementNames,
  ) {
    this.path = directPath(speaker, names);
  }

  first(statement: Statement, values: readonly SqlValue[]): Promise<Row | null> {
    const gathering = this.gatheringOf(statement);
    if (!gathering?.together) return this.path.first(statement, values);
    return new Promise((resolve, reject) => {
      gathering.asks.push({ since: performance.now(), values, resolve, reject });
      this.set(gathering);
    });
  }

  private gatheringOf(statement: Statement): Gathering | undefined {
    if (!statement.byKey) return undefined;
    let gathering = this.gatherings.get(statement);
    if (!gathering) {
      gathering = {
        alone: statement,
        together: gathered(statement),
        asks: [],
        isSet: false,
        flying: 0,
        waiting: undefined,
      };
      this.gatherings.set(statement, gathering);
    }
    return gathering;
  }

  private set(gathering: Gathering): void {
    if (gathering.isSet) return;
    if (gathering.flying >= lanes) return this.wait(gathering);
    gathering.isSet = true;
    // After everything that has arrived on any socket in this turn.
    setImmediate(() => {
      gathering.isSet = false;
      while (gathering.asks.length > 0 && gathering.flying < lanes) this.send(gathering);
      if (gathering.asks.length > 0) this.wait(gathering);
    });
  }

  /** Nothing may stand behind two statements that get no answer. */
  private wait(gathering: Gathering): void {
    gathering.waiting ??= setTimeout(() => {
      gathering.waiting = undefined;
      const latest = performance.now() - patience;
      const late = gathering.asks.filter(({ since }) => since < latest).length;
      for (let sent = 0; sent < late; sent += mostGathered) this.send(gathering);
      if (gathering.asks.length > 0) this.wait(gathering);
    }, patience);
  }

  private send(gathering: Gathering): void {
    const asks = gathering.asks.splice(0, mostGathered);
    gathering.flying += 1;
    const landed = (): void => {
      gathering.flying -= 1;
      if (gathering.asks.length > 0) this.set(gathering);
    };
    void this.settle(gathering, asks).finally(landed);
  }

  private settle(gathering: Gathering, asks: readonly Ask[]): Promise<void> {
    return asks.length === 1 ? this.alone(gathering, asks) : this.together(gathering, asks);
  }

  private async alone({ alone }: Gathering, asks: readonly Ask[]): Promise<void> {
    await Promise.all(
      asks.map(({ values, resolve, reject }) => this.path.first(alone, values).then(resolve, reject)),
    );
  }

  private async together(gathering: Gathering, asks: readonly Ask[]): Promise<void> {
    const { together } = gathering;
    if (!together) return this.alone(gathering, asks);
    let rows: unknown[][];
    try {
      rows = await this.rowsOf(together, asks);
    } catch (error) {
      if (explainPostgres(error)) return asks.forEach(({ reject }) => reject(error));
      // One bad value must not fail the others.
      return this.alone(gathering, asks);
    }
    const found: (Row | undefined)[] = Array.from({ length: asks.length });
    for (const row of rows) found[(row.pop() as number) - 1] ??= row;
    asks.forEach(({ resolve }, index) => resolve(found[index] ?? null));
  }

  private async rowsOf(together: Statement, asks: readonly Ask[]): Promise<unknown[][]> {
    const lists = (asks[0] as Ask).values.map((_, key) => asks.map(({ values }) => values[key]));
    const name = this.names.of(together);
    const config = { ...(name && { name }), text: together.sql, values: lists, rowMode: 'array' as const };
    return (await this.speaker.query(config)).rows as unknown[][];
  }
}
