import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineContract } from '../contract/define-contract.js';
import type { EventSpecs, MethodSpec } from '../contract/method-spec.js';
import { compareSnapshots } from './compare-snapshots.js';
import { deprecatedIds } from './deprecations.js';
import { apiSnapshot, type ApiSnapshot } from './snapshot.js';

const base = {
  summary: 'Do it.',
  who: 'player',
  http: {
    route: 'POST /books/:shelf',
    createdWhen: 'made',
    headers: { 'if-match': 'base' },
    etag: 'revision',
  },
  input: z.object({ shelf: z.string(), base: z.number().optional(), mode: z.enum(['a', 'b']).default('a') }),
  output: z.object({ made: z.boolean(), revision: z.number().int(), state: z.enum(['on', 'off']) }),
  errors: { lost: { kind: 'not_found', message: 'Lost.', data: z.object({ since: z.string() }) } },
  once: true,
} as const satisfies MethodSpec;

const snapshotOf = (about: Partial<MethodSpec> = {}, events: EventSpecs = {}): ApiSnapshot =>
  apiSnapshot([defineContract('books', { read: { ...base, ...about } }, events)]);
const before = snapshotOf();
const breaksOf = (after: ApiSnapshot, from = before) =>
  compareSnapshots(from, after).map(({ id, what }) => `${id} ${what}`);
const input = (change: (shape: typeof base.input) => z.ZodObject) =>
  breaksOf(snapshotOf({ input: change(base.input) }));
const output = (change: (shape: typeof base.output) => z.ZodType) =>
  breaksOf(snapshotOf({ output: change(base.output) }));

describe('compareSnapshots', () => {
  it('has nothing to say about the same again, or about words', () => {
    expect(breaksOf(snapshotOf())).toEqual([]);
    expect(breaksOf(snapshotOf({ summary: 'Do it well.', notes: 'Really.' }))).toEqual([]);
  });

  it('misses a method and an event', () => {
    const event = {
      changed: { summary: 'Changed.', to: 'player', data: z.object({ id: z.string() }) },
    } as const;
    expect(breaksOf(apiSnapshot([defineContract('books', {})]))).toEqual(['books.read was removed']);
    expect(breaksOf(before, snapshotOf({}, event))).toEqual(['books.changed was removed']);
    expect(breaksOf(snapshotOf({}, event))).toEqual([]);
  });
});

describe('an input', () => {
  it('may not lose a field', () => {
    expect(input((it) => it.omit({ mode: true }))).toEqual(['books.read.input.mode was removed']);
  });

  it('may gain a field that can be left out, and no other', () => {
    expect(input((it) => it.extend({ more: z.string().optional() }))).toEqual([]);
    expect(input((it) => it.extend({ more: z.string().default('') }))).toEqual([]);
    expect(input((it) => it.extend({ more: z.string() }))).toEqual([
      'books.read.input.more is new and required',
    ]);
  });

  it('may not begin to demand a field, and may stop', () => {
    expect(input((it) => it.extend({ base: z.number() }))).toEqual(['books.read.input.base became required']);
    expect(input((it) => it.extend({ shelf: z.string().optional() }))).toEqual([]);
  });

  it('may take more than before, and not less', () => {
    expect(input((it) => it.extend({ mode: z.enum(['a', 'b', 'c']).default('a') }))).toEqual([]);
    expect(input((it) => it.extend({ mode: z.string().default('a') }))).toEqual([]);
    expect(input((it) => it.extend({ shelf: z.string().nullable() }))).toEqual([]);
    expect(input((it) => it.extend({ shelf: z.unknown() }))).toEqual([]);
    expect(input((it) => it.extend({ mode: z.enum(['a']).default('a') }))).toEqual([
      "books.read.input.mode no longer takes 'b'",
    ]);
    expect(input((it) => it.extend({ base: z.number().int().optional() }))).toEqual([
      'books.read.input.base no longer takes number',
    ]);
    expect(input((it) => it.extend({ shelf: z.iso.datetime() }))).toEqual([
      'books.read.input.shelf no longer takes string',
    ]);
  });

  it('may take an object where it took a text', () => {
    const either = z.union([z.string(), z.strictObject({ id: z.string() })]);
    expect(input((it) => it.extend({ shelf: either }))).toEqual([]);
  });

  it('names the outermost field that went', () => {
    const deep = { input: base.input.extend({ deep: z.object({ a: z.object({ b: z.string() }) }) }) };
    expect(breaksOf(before, snapshotOf(deep))).toEqual(['books.read.input.deep was removed']);
  });
});

describe('an output', () => {
  it('may gain a field, and not lose one', () => {
    expect(output((it) => it.extend({ more: z.string() }))).toEqual([]);
    expect(output((it) => it.omit({ state: true }))).toEqual(['books.read.output.state was removed']);
  });

  it('may not begin to miss a field', () => {
    expect(output((it) => it.extend({ made: z.boolean().optional() }))).toEqual([
      'books.read.output.made became optional',
    ]);
  });

  it('may promise more than before, and not less', () => {
    expect(output((it) => it.extend({ state: z.enum(['on']) }))).toEqual([]);
    expect(output((it) => it.extend({ state: z.enum(['on', 'off', 'lost']) }))).toEqual([
      "books.read.output.state may now be 'lost'",
    ]);
    expect(output((it) => it.extend({ revision: z.number().int().nullable() }))).toEqual([
      'books.read.output.revision may now be null',
    ]);
    expect(output((it) => it.extend({ revision: z.number() }))).toEqual([
      'books.read.output.revision may now be number',
    ]);
  });

  it('may not begin to be nothing', () => {
    expect(output((it) => it.nullable())).toContain('books.read.output may now be null');
  });

  it('may become an object where there was nothing before only with a word about it', () => {
    expect(breaksOf(before, snapshotOf({ output: z.null() }))).toContain(
      'books.read.output may now be object',
    );
  });
});

describe('who may call, and how', () => {
  it('may be opened to anyone, and not narrowed', () => {
    expect(breaksOf(snapshotOf({ who: 'anyone' }))).toEqual([]);
    expect(breaksOf(snapshotOf({ who: 'server' }))).toEqual(['books.read.who was player and is server']);
    expect(breaksOf(snapshotOf({ needs: 'books.read' }))).toEqual([
      'books.read.needs was nothing and is books.read',
    ]);
    expect(breaksOf(before, snapshotOf({ needs: 'books.read' }))).toEqual([]);
  });

  it('may begin to answer only once, and not stop', () => {
    expect(breaksOf(snapshotOf({ once: false }))).toEqual(['books.read.once was true and is nothing']);
    expect(breaksOf(before, snapshotOf({ once: false }))).toEqual([]);
  });

  const http = (change: object) => breaksOf(snapshotOf({ http: { ...base.http, ...change } }));

  it('keeps every route, whatever its parameters are called', () => {
    expect(http({ also: ['GET /books/:shelf'] })).toEqual([]);
    expect(http({ route: 'POST /shelves/:shelf' })).toEqual([
      'books.read.rest.POST /books/:shelf was removed',
    ]);
    const renamed = {
      input: base.input.extend({ room: z.string().optional() }),
      http: { ...base.http, route: 'POST /books/:room' },
    } as const;
    expect(breaksOf(snapshotOf(renamed))).toEqual([]);
  });

  it('answers no status clients do not expect', () => {
    expect(http({ status: 202 })).toEqual(['books.read.rest.202 is a status clients do not expect']);
    expect(http({ createdWhen: undefined })).toEqual([]);
  });

  it('keeps headers, entity tags and raw bodies', () => {
    expect(http({ headers: {} })).toEqual(['books.read.rest.if-match was removed']);
    expect(http({ headers: { 'if-match': 'mode' } })).toEqual([
      'books.read.rest.if-match was base and is mode',
    ]);
    expect(http({ etag: undefined })).toEqual(['books.read.rest.etag was revision and is nothing']);
    expect(http({ rawInput: 'mode' })).toEqual(['books.read.rest.rawInput was nothing and is mode']);
  });
});

describe('errors, frames and close codes', () => {
  const errors = (lost: MethodSpec['errors']) => breaksOf(snapshotOf({ errors: lost ?? {} }));

  it('keep their codes, their looks and their data', () => {
    const { lost } = base.errors;
    expect(errors({ ...base.errors, burnt: { kind: 'conflict', message: 'Burnt.' } })).toEqual([]);
    expect(errors({})).toEqual(['books.read.errors.lost was removed']);
    expect(errors({ lost: { ...lost, kind: 'conflict' } })).toEqual([
      'books.read.errors.lost.status was 404 and is 409',
      'books.read.errors.lost.rpc was -32004 and is -32009',
    ]);
    expect(errors({ lost: { kind: 'not_found', message: 'Lost.' } })).toEqual([
      'books.read.errors.lost.data.since was removed',
    ]);
  });

  it('are missed by their own names', () => {
    const after = structuredClone(before) as { -readonly [K in keyof ApiSnapshot]: Record<string, unknown> };
    delete after.houseErrors['request.invalid'];
    delete after.clientFrames['ping'];
    delete after.serverFrames['pong'];
    after.closeCodes['draining'] = 4999;
    expect(breaksOf(after as unknown as ApiSnapshot)).toEqual([
      'error:request.invalid was removed',
      'frame:client.ping was removed',
      'frame:server.pong was removed',
      'close:draining was 4000 and is 4999',
    ]);
  });
});

describe('a line in DEPRECATIONS.md', () => {
  const after = snapshotOf({ output: base.output.omit({ state: true }) });
  const unannounced = (markdown: string) =>
    compareSnapshots(before, after).filter(({ id }) => !deprecatedIds(markdown).has(id));

  it('silences the break it names', () => {
    expect(unannounced('')).toHaveLength(1);
    expect(
      unannounced(
        '| Id | Gone in | Instead |\n| --- | --- | --- |\n| `books.read.output.state` | 0.2.0 | — |\n',
      ),
    ).toEqual([]);
  });

  it('silences no other', () => {
    for (const id of ['books.read.output', 'books.read', 'books.read.output.state2', 'books.read.output.*'])
      expect(unannounced(`| \`${id}\` | 0.2.0 | — |`)).toHaveLength(1);
  });

  it('counts only in a table, and not in an example', () => {
    expect(unannounced('`books.read.output.state` is gone.')).toHaveLength(1);
    expect(unannounced('```\n| `books.read.output.state` | 0.2.0 | — |\n```\n')).toHaveLength(1);
  });

  it('may name a route, which has a space in it', () => {
    expect([...deprecatedIds('| `books.read.rest.POST /books/:shelf` | 0.2.0 | — |')]).toEqual([
      'books.read.rest.POST /books/:shelf',
    ]);
  });
});
