import type { DatabaseTrouble } from '@aethex/core';

/** What SQLite's error means in words both engines share, or `null`. TypeORM wraps the driver's error. */
export function explainSqlite(error: unknown): DatabaseTrouble | null {
  const driver = (error as { driverError?: unknown } | null)?.driverError ?? error;
  const { code, message } = (driver ?? {}) as { code?: string; message?: string };
  if (typeof code !== 'string') return null;
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return { kind: 'unique', rule: (message ?? '').replace(/^.*constraint failed: /, '') };
  }
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE') return { kind: 'full' };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return { kind: 'busy' };
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY')
    return { kind: 'unavailable' };
  return null;
}
