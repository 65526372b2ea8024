import pg from 'pg';

const { Client, types } = pg;

/** The numbers of bigint and numeric among Postgres' types. */
const wholeTypes: ReadonlySet<number> = new Set([20, 1700]);
const whole = /^-?\d{1,16}$/;

/** Whole numbers as JavaScript has them, while it carries them exactly; else the text stays. */
function wholeNumber(text: string): number | string {
  if (!whole.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** Postgres gives bigint, and sums of them, as text; SQLite gives numbers. */
export const houseTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: Parameters<typeof types.getTypeParser>[0], format?: 'text' | 'binary') =>
    wholeTypes.has(oid) && format !== 'binary'
      ? wholeNumber
      : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/** A connection that knows since when it waits for an answer. */
export class HouseClient extends Client {
  /** When the statement that is being waited for was sent, in milliseconds of `performance.now()`; 0 when there is none. */
  waitingSince = 0;
  /** When the server last answered, on the same clock. */
  heardAt = performance.now();

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('drain', () => (this.waitingSince = 0));
    this.connection.on('readyForQuery', () => {
      this.waitingSince = this.heardAt = performance.now();
    });
    // The pool takes its own listener away while the connection is in use, and an error nobody hears ends the process.
    this.on('error', () => undefined);
    const send = this.query.bind(this) as (...given: unknown[]) => unknown;
    const query = (...given: unknown[]): unknown => {
      if (this.waitingSince === 0) this.waitingSince = performance.now();
      return send(...given);
    };
    Object.defineProperty(this, 'query', { value: query });
  }

  /** Gives up: whoever waits is told at once, whatever the server does. */
  giveUp(): void {
    const error = Object.assign(new Error('The server has not answered in time.'), { code: 'ETIMEDOUT' });
    this.connection.stream.destroy(error);
  }
}
