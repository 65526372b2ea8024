import { BootError, type DatabaseTrouble } from '@aethex/core';

/** What Postgres, its driver, its pool and TypeORM around them tell of an error. */
interface PostgresError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly constraint?: unknown;
}

/** SQLSTATEs by what they mean to whoever called; the source is appendix A of the manual. */
const kinds: Readonly<Record<string, Exclude<DatabaseTrouble['kind'], 'unique'>>> = {
  // query_canceled: statement_timeout.
  '57014': 'busy',
  // lock_not_available: lock_timeout.
  '55P03': 'busy',
  // What is still in conflict after it was tried again.
  '40001': 'busy',
  '40P01': 'busy',
  // character_not_in_repertoire: a NUL in a text.
  '22021': 'invalid',
  // disk_full
  '53100': 'full',
  // out_of_memory, too_many_connections, configuration_limit_exceeded
  '53200': 'unavailable',
  '53300': 'unavailable',
  '53400': 'unavailable',
  // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '57P04': 'unavailable',
  '57P05': 'unavailable',
  // read_only_sql_transaction: the server has become a replica.
  '25006': 'unavailable',
  // idle_in_transaction_session_timeout
  '25P03': 'unavailable',
  // io_error
  '58030': 'unavailable',
};

const lostSockets: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'ERR_STREAM_DESTROYED',
]);

/** What the driver and its pool say without a code when a connection is gone. */
const lostWords =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after|timeout expired|This socket has been ended)/;
const poolWords = 'timeout exceeded when trying to connect';

function sourceOf(error: unknown): PostgresError {
  const source = (error as { driverError?: unknown } | null)?.driverError ?? error;
  return source === null || source === undefined ? {} : source;
}

const codeOf = (error: unknown): string => {
  const { code } = sourceOf(error);
  return typeof code === 'string' ? code : '';
};

/** What a Postgres error means in words both engines share, or `null`. TypeORM wraps the driver's error. */
export function explainPostgres(error: unknown): DatabaseTrouble | null {
  // A server that would lose what it acknowledges is no better than none.
  if (error instanceof BootError) return { kind: 'unavailable' };
  const { message, constraint } = sourceOf(error);
  const code = codeOf(error);
  if (code === '23505') return { kind: 'unique', rule: typeof constraint === 'string' ? constraint : '' };
  const kind = kinds[code];
  if (kind) return { kind };
  // Class 08 is connection_exception.
  if (code.startsWith('08') || lostSockets.has(code)) return { kind: 'unavailable' };
  if (typeof message !== 'string') return null;
  if (message === poolWords) return { kind: 'busy' };
  return lostWords.test(message) ? { kind: 'unavailable' } : null;
}

/**
 * Whether the transaction was certainly undone and would have a chance if it ran again: a conflict with another one, or
 * a plan made before a table was altered. A lost connection is not among them: its commit may have arrived.
 */
export const mayRetryPostgres = (error: unknown): boolean =>
  codeOf(error) === '40001' || codeOf(error) === '40P01' || isStalePlan(error);

/** Whether a prepared statement is older than the table it reads, or is gone; the connection must be given up. */
export function isStalePlan(error: unknown): boolean {
  const code = codeOf(error);
  if (code === '26000') return true;
  return code === '0A000' && /cached plan must not change/.test(String(sourceOf(error).message));
}
