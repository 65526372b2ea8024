import { describe, expect, it } from '@jest/globals';
import { BootError } from '@aethex/core';
import { QueryFailedError } from 'typeorm';
import { explainPostgres, mayRetryPostgres } from './trouble.js';

const coded = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('what an error of Postgres means', () => {
  it.each([
    ...['57P01', '57P02', '57P03', '08006', '08001', '53300', '53200', '25006', '25P03'].map(
      (code) => [code, 'unavailable'] as const,
    ),
    ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'].map((code) => [code, 'unavailable'] as const),
    ...['57014', '55P03', '40001', '40P01'].map((code) => [code, 'busy'] as const),
    ['53100', 'full'] as const,
  ])('%s is %s', (code, kind) => {
    expect(explainPostgres(coded(code))).toEqual({ kind });
    expect(explainPostgres(new QueryFailedError('SELECT', [], coded(code)))).toEqual({ kind });
  });

  it.each([
    ['Connection terminated unexpectedly', 'unavailable'],
    ['Connection terminated due to connection timeout', 'unavailable'],
    ['Client has encountered a connection error and is not queryable', 'unavailable'],
    ['timeout exceeded when trying to connect', 'busy'],
  ])('"%s" is %s', (message, kind) => {
    expect(explainPostgres(new Error(message))).toEqual({ kind });
  });

  it('is that it is away when it runs with settings that lose saves', () => {
    expect(explainPostgres(new BootError('It runs with fsync=off.', 'Set it.'))).toEqual({
      kind: 'unavailable',
    });
  });

  it('is a broken rule with its name', () => {
    const broken = Object.assign(coded('23505'), { constraint: 'uq_saves_slots_slot' });
    expect(explainPostgres(broken)).toEqual({ kind: 'unique', rule: 'uq_saves_slots_slot' });
  });

  it.each([null, undefined, 'text', {}, new Error('no'), coded('42P01'), coded('23503')])(
    'is nothing that we have a word for: %p',
    (error) => expect(explainPostgres(error)).toBeNull(),
  );

  it('lets only that run again of which nothing can have stayed', () => {
    const again = ['40001', '40P01', '26000'].map((code) => mayRetryPostgres(coded(code)));
    expect(again).toEqual([true, true, true]);
    expect(mayRetryPostgres(coded('0A000', 'cached plan must not change result type'))).toBe(true);
    const lost = ['08006', '57P01', 'ECONNRESET', '57014', '23505', '0A000'];
    expect(lost.filter((code) => mayRetryPostgres(coded(code)))).toEqual([]);
  });
});
