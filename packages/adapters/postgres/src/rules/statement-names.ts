import { createHash } from 'node:crypto';
import type { Statement } from '@aethex/core';

/** Statements that are kept prepared on each connection. The shapes of a server's statements are few. */
const mostPrepared = 500;

/** Verbs that end with themselves: there is nothing to keep of them. */
const passing = /^(SAVEPOINT|RELEASE|ROLLBACK)\b/;

/** Names for prepared statements: Postgres cuts names at 63 bytes, and two that are cut alike would be mistaken. */
export class StatementNames {
  private readonly names = new Map<string, string>();

  /** The name of a statement, or `undefined` when it shall not be kept prepared. */
  of({ sql }: Statement): string | undefined {
    const known = this.names.get(sql);
    if (known !== undefined || passing.test(sql) || this.names.size >= mostPrepared) return known;
    const name = `a_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`;
    this.names.set(sql, name);
    return name;
  }
}
