import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineContract } from '../contract/define-contract.js';
import type { HttpSpec, MethodSpec } from '../contract/method-spec.js';
import { methodFacts, successes } from './method-facts.js';

const factsOf = (about: Partial<MethodSpec>) => {
  const spec = {
    summary: 'Do it.',
    who: 'player',
    input: z.object({
      user_id: z.string(),
      slot: z.string(),
      base: z.number().optional(),
      bytes: z.string(),
    }),
    output: z.object({ created: z.boolean() }),
    ...about,
  } as const satisfies MethodSpec;
  const [facts] = methodFacts([defineContract('books', { read: spec })]);
  if (!facts) throw new Error('There is one method.');
  return facts;
};
const routeOf = (http: MethodSpec['http']) => factsOf(http ? { http } : {}).routes[0];
const statusesOf = (http: Partial<HttpSpec>, output: z.ZodType = z.object({ created: z.boolean() })) =>
  successes(factsOf({ http: { route: 'POST /books', ...http }, output })).map(
    ({ status, hasBody }) => `${status}${hasBody ? '' : ' empty'}`,
  );

describe('methodFacts', () => {
  it('tells where each field of a body travels', () => {
    expect(routeOf({ route: 'POST /books/:user_id', headers: { 'if-match': 'base' } })).toEqual({
      route: 'POST /books/:user_id',
      verb: 'POST',
      path: '/books/:user_id',
      inPath: ['user_id'],
      inQuery: [],
      inHeaders: [['if-match', 'base']],
      inBody: ['slot', 'base', 'bytes'],
      rawBody: undefined,
    });
  });

  it.each(['GET', 'DELETE'] as const)('puts what is not in the path of a %s into the query', (verb) => {
    expect(routeOf(`${verb} /books/:user_id`)).toMatchObject({
      inQuery: ['slot', 'base', 'bytes'],
      inBody: [],
    });
  });

  it('leaves a raw body to its one field, and the rest to the query', () => {
    expect(routeOf({ route: 'PUT /books/:user_id/:slot', rawInput: 'bytes' })).toMatchObject({
      inQuery: ['base'],
      inBody: [],
      rawBody: 'bytes',
    });
  });

  it('knows further routes, and methods that have none', () => {
    expect(
      factsOf({ http: { route: 'GET /books', also: ['GET /shelves/:slot'] } }).routes.map(({ path }) => path),
    ).toEqual(['/books', '/shelves/:slot']);
    expect(factsOf({}).routes).toEqual([]);
  });
});

describe('successes', () => {
  it('are 200, or what the route says', () => {
    expect(statusesOf({})).toEqual(['200']);
    expect(statusesOf({ status: 202 })).toEqual(['202']);
  });

  it('are 201 too, when something may be made', () => {
    expect(statusesOf({ createdWhen: 'created' })).toEqual(['200', '201']);
  });

  it('are 204 when there is nothing to say, or may be', () => {
    expect(statusesOf({}, z.null())).toEqual(['204 empty']);
    expect(statusesOf({}, z.object({ a: z.string() }).nullable())).toEqual(['200', '204 empty']);
    expect(statusesOf({ status: 202 }, z.null())).toEqual(['202 empty']);
  });
});
