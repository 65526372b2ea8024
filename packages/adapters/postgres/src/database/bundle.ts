import pg from 'pg';
import { houseTypes, type HouseClient } from './client.js';

/** What the driver's connection and query do on the wire; its types do not tell. */
type Connection = pg.Connection & {
  readonly submittedNamedStatements: Record<string, string>;
  execute(config: object): void;
  sync(): void;
};

interface WireQuery {
  readonly name: string | undefined;
  readonly text: string;
  readonly _result: { _types: pg.CustomTypesConfig };
  prepare(connection: Connection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleCopyInResponse(connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: unknown, connection: Connection): void;
}

type Answered = (error: Error | null, result: pg.QueryResult) => void;
const Query = pg.Query as unknown as new (config: pg.QueryConfig, callback: Answered) => WireQuery;

/** One statement of a bundle. It leaves the end of the message to the bundle. */
class Step extends Query {
  constructor(config: pg.QueryConfig, callback: Answered) {
    super(config, callback);
    // oxlint-disable-next-line no-underscore-dangle -- these are the driver's names
    this._result._types = houseTypes;
  }

  /** Called by `prepare` as its last step. */
  _getRows(connection: Connection): void {
    connection.execute({});
  }
}

/**
 * Statements that go out as one message and are answered as one. They run in their order; when one fails, Postgres does
 * not look at those behind it, and they fail with the same error.
 */
export class Bundle {
  private readonly steps: Step[] = [];
  private at = 0;

  add(config: pg.QueryConfig): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      // Not `{ ...config }` in the driver's place: it changes what it is given.
      this.steps.push(new Step({ ...config }, (error, result) => (error ? reject(error) : resolve(result))));
    });
  }

  /** Sends what was added, `first` before it, and fulfils when all of it is settled, one way or the other. */
  sendOver(client: HouseClient, first?: pg.QueryConfig): Promise<void> {
    // Why it fails is told to those behind it.
    if (first) this.steps.unshift(new Step({ ...first }, () => undefined));
    return new Promise((resolve) => {
      this.settled = resolve;
      client.query(this as unknown as pg.Submittable);
    });
  }

  private settled = (): void => undefined;

  // From here on it is what the driver takes for a query.

  get name(): string | undefined {
    return this.step.name;
  }

  get text(): string {
    return this.step.text;
  }

  submit(connection: Connection): null {
    connection.stream.cork();
    try {
      for (const step of this.steps) step.prepare(connection);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    return null;
  }

  handleRowDescription(message: unknown): void {
    this.step.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.step.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.step.handleCommandComplete(message, connection);
    this.at += 1;
  }

  handleEmptyQuery(): void {
    this.at += 1;
  }

  handleCopyInResponse(connection: Connection): void {
    this.step.handleCopyInResponse(connection);
  }

  handleCopyData(): void {}

  handleReadyForQuery(connection: Connection): void {
    for (const step of this.steps) step.handleReadyForQuery(connection);
    this.settled();
  }

  handleError(error: unknown, connection: Connection): void {
    const done = this.steps.slice(0, this.at);
    const failed = this.steps.slice(this.at);
    for (const step of done) step.handleReadyForQuery(connection);
    for (const step of failed) {
      // What Postgres did not look at is not prepared either.
      if (step.name) delete connection.submittedNamedStatements[step.name];
      step.handleError(error, connection);
    }
    this.settled();
  }

  private get step(): Step {
    return this.steps[Math.min(this.at, this.steps.length - 1)] as Step;
  }
}
