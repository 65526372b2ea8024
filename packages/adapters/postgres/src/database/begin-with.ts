import pg from 'pg';

/** The name under which every connection that writes keeps `BEGIN` prepared. */
export const beginName = 'aethex_begin';

type Answered = (error: Error | null, result: pg.QueryResult) => void;

/** What the driver's query does on the wire; its types do not tell. */
interface WireQuery {
  prepare(connection: pg.Connection): void;
  handleCommandComplete(message: unknown, connection: pg.Connection): void;
}

const Query = pg.Query as unknown as new (config: pg.QueryConfig, callback: Answered) => WireQuery;

/**
 * `BEGIN` and the first statement of a transaction in one message, with one answer: half the ways, and when the one
 * fails Postgres does not look at the other. `BEGIN` must have been prepared on the connection.
 */
class BeginningQuery extends Query {
  private hasBegun = false;

  override prepare(connection: pg.Connection): void {
    const { bind, execute } = connection as unknown as Record<'bind' | 'execute', (config: object) => void>;
    bind.call(connection, { statement: beginName, values: [] });
    execute.call(connection, {});
    super.prepare(connection);
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.hasBegun) super.handleCommandComplete(message, connection);
    this.hasBegun = true;
  }
}

/** Begins a transaction with this as its first statement. */
export function beginWith(client: pg.ClientBase, config: pg.QueryConfig): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new BeginningQuery({ ...config }, (error, result) =>
      error ? reject(error) : resolve(result),
    );
    client.query(query as unknown as pg.Submittable);
  });
}
