import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { isAethexError } from '../errors/aethex-error.js';
import { defineContract, httpOf, pathFields } from './define-contract.js';
import type { MethodSpec } from './method-spec.js';

const read = {
  summary: 'Read.',
  who: 'anyone',
  input: z.object({ id: z.string() }),
  output: z.string(),
} as const satisfies MethodSpec;

describe('defineContract', () => {
  it('makes each method a value with its id, its contract and its name', () => {
    const books = defineContract('books', { read });
    expect(books.read).toMatchObject({ id: 'books.read', contract: 'books', name: 'read' });
    expect(books.methods.read).toBe(books.read.spec);
  });

  it('makes each event a value with its id', () => {
    const read = { summary: 'Somebody read.', to: 'player', data: z.string() } as const;
    const books = defineContract('books', {}, { read });
    expect(books.read).toEqual({ id: 'books.read', contract: 'books', name: 'read', spec: read });
  });

  it('cannot be changed afterwards', () => {
    const books = defineContract('books', { read });
    expect(Object.isFrozen(books)).toBe(true);
    expect(Object.isFrozen(books.read)).toBe(true);
  });

  it('refuses a field the input does not name', () => {
    const books = defineContract('books', { read });
    expect(books.read.spec.input.safeParse({ id: '1' }).success).toBe(true);
    expect(books.read.spec.input.safeParse({ id: '1', more: 1 }).error?.issues[0]?.code).toBe(
      'unrecognized_keys',
    );
  });

  it('keeps the rules an input has as a whole', () => {
    const input = z
      .object({ a: z.string().optional(), b: z.string().optional() })
      .refine(({ a, b }) => a !== b, 'must differ');
    const books = defineContract('books', { read: { ...read, input } });
    expect(books.read.spec.input.safeParse({ a: 'x', b: 'y' }).success).toBe(true);
    expect(books.read.spec.input.safeParse({ a: 'x', b: 'x' }).error?.issues[0]?.message).toBe('must differ');
  });

  it.each(['Books', 'my-books', 'my.books', '', '1books', 'books_2'])('refuses the id "%s"', (id) => {
    expect(() => defineContract(id, {})).toThrow(`Contract id "${id}" must be one lower-case word.`);
  });

  it.each(['Read', 'read_one', 'read-one', 'read.one', '', '1read'])(
    'refuses the method name "%s"',
    (name) => {
      expect(() => defineContract('books', { [name]: read })).toThrow('must be a camelCase name');
    },
  );

  it.each(['id', 'methods', 'events', 'error'])('keeps the word "%s" for itself', (name) => {
    expect(() => defineContract('books', { [name]: read })).toThrow('is a word every contract needs itself');
  });

  it('refuses an event with the name of a method', () => {
    const event = { summary: 'Read.', to: 'player', data: z.string() } as const;
    expect(() => defineContract('books', { read }, { read: event })).toThrow(
      '"books.read" is both a method and an event. Choose another name for one.',
    );
  });
});

describe('a route', () => {
  const withHttp = (http: MethodSpec['http']) => () =>
    defineContract('books', { read: { ...read, ...(http && { http }) } });

  it('may take fields of the input from path, headers and raw body', () => {
    expect(withHttp('GET /books/:id')).not.toThrow();
    expect(withHttp({ route: 'PUT /books/:id', headers: { 'x-id': 'id' }, rawInput: 'id' })).not.toThrow();
  });

  it.each<[string, MethodSpec['http']]>([
    ['path', 'GET /books/:book'],
    ['headers', { route: 'GET /books', headers: { 'if-match': 'book' } }],
    ['raw body', { route: 'PUT /books', rawInput: 'book' }],
  ])('may not take from the %s what is no field of the input', (_, http) => {
    expect(withHttp(http)).toThrow('The route of "books.read" uses "book", which is no field of its input.');
  });

  it('has a long form in any case', () => {
    expect(httpOf({ ...read, http: 'GET /books/:id' })).toEqual({ route: 'GET /books/:id' });
    expect(httpOf({ ...read, http: { route: 'GET /books', status: 201 } })).toEqual({
      route: 'GET /books',
      status: 201,
    });
    expect(httpOf(read)).toBeUndefined();
  });

  it('tells its path parameters in order', () => {
    expect(pathFields('GET /books/:shelf_id/pages/:page2/x')).toEqual(['shelf_id', 'page2']);
    expect(pathFields('GET /books')).toEqual([]);
  });
});

describe('the error helper', () => {
  const books = defineContract('books', {
    read: {
      ...read,
      errors: {
        lost: { kind: 'not_found', message: 'The book is lost.' },
        burnt: {
          kind: 'not_found',
          status: 'gone',
          message: 'The book was burnt.',
          data: z.object({ by: z.string() }),
        },
      },
    },
  });

  it('makes a declared error with the code of its contract', () => {
    const error = books.error('read', 'lost');
    expect(isAethexError(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'not_found', code: 'books.lost', message: 'The book is lost.' });
    expect(error.data).toBeUndefined();
  });

  it('carries the declared data, the status of a standard, and why and when', () => {
    const cause = new Error('fire');
    const error = books.error('read', 'burnt', { by: 'Montag' }, { cause, retryAfter: 5 });
    expect(error).toMatchObject({ data: { by: 'Montag' }, status: 'gone', retryAfter: 5, cause });
    expect(error.look.http).toBe(410);
  });

  it('refuses in words what the contract does not declare', () => {
    const loose = books as unknown as { error(method: string, code: string): Error };
    expect(() => loose.error('read', 'eaten')).toThrow(
      'Contract "books" declares no error "eaten" for "read".',
    );
    expect(() => loose.error('write', 'lost')).toThrow(
      'Contract "books" declares no error "lost" for "write".',
    );
  });
});
