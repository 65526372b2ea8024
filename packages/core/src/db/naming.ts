import { createHash } from 'node:crypto';
import { DefaultNamingStrategy, type Table } from 'typeorm';

/** Postgres cuts identifiers at 63 bytes. */
const longest = 63;

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (char) => `_${char.toLowerCase()}`);

/** `ix_saves_slots_player_id`: readable, the same in entities and migrations, shortened only when an engine would cut it. */
export function ruleName(sort: 'pk' | 'uq' | 'ix' | 'fk', table: string, columns: readonly string[]): string {
  const name = [sort, table, ...columns].join('_');
  if (name.length <= longest) return name;
  return `${name.slice(0, longest - 9)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

const tableName = (table: Table | string): string => {
  const name = typeof table === 'string' ? table : table.name;
  return name.slice(name.lastIndexOf('.') + 1);
};

/** snake_case columns, and one name for each rule wherever it is declared. */
export class HouseNaming extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? snakeCase(property);
  }
  override primaryKeyName(table: Table | string, columns: string[]): string {
    return ruleName('pk', tableName(table), columns);
  }
  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return ruleName('uq', tableName(table), columns);
  }
  override indexName(table: Table | string, columns: string[]): string {
    return ruleName('ix', tableName(table), columns);
  }
  override foreignKeyName(table: Table | string, columns: string[]): string {
    return ruleName('fk', tableName(table), columns);
  }
}
