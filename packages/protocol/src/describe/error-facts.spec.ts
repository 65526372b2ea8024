import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineContract } from '../contract/define-contract.js';
import type { MethodSpec } from '../contract/method-spec.js';
import { declaredErrors, houseErrorsOf } from './error-facts.js';
import { errorCatalogue } from './catalogue.js';
import { methodFacts } from './method-facts.js';

const base = {
  summary: 'Do it.',
  who: 'player',
  input: z.object({ slot: z.string() }),
  output: z.null(),
} as const satisfies MethodSpec;
const factsOf = (about: Partial<MethodSpec>) => {
  const [facts] = methodFacts([defineContract('books', { read: { ...base, ...about } })]);
  if (!facts) throw new Error('There is one method.');
  return facts;
};
const onRest = (about: Partial<MethodSpec>) => {
  const facts = factsOf(about);
  return houseErrorsOf(facts, facts.routes[0]).map(({ code }) => code);
};
const onRpc = (about: Partial<MethodSpec>) => houseErrorsOf(factsOf(about)).map(({ code }) => code);

describe('the errors a method declares', () => {
  it('have the code of its contract, their look and their data', () => {
    const lost = { kind: 'not_found', status: 'gone', message: 'Lost.', data: z.object({}) } as const;
    expect(declaredErrors(factsOf({ errors: { lost } }))).toEqual([
      expect.objectContaining({ code: 'books.lost', message: 'Lost.', data: lost.data, isHouse: false }),
    ]);
    expect(declaredErrors(factsOf({ errors: { lost } }))[0]?.look.http).toBe(410);
  });
});

describe('the errors of the house around a method', () => {
  it('are about tokens only when it asks for one', () => {
    const tokens = ['request.unauthenticated', 'auth.token_expired', 'request.forbidden'];
    expect(onRest({ http: 'GET /books' })).toEqual(expect.arrayContaining(tokens));
    expect(tokens.filter((code) => onRest({ http: 'GET /books', who: 'anyone' }).includes(code))).toEqual([]);
  });

  it('are about bodies only when there is one', () => {
    const bodies = ['request.malformed', 'request.too_large', 'request.unsupported_type', 'request.timeout'];
    expect(onRest({ http: 'POST /books' })).toEqual(expect.arrayContaining(bodies));
    expect(bodies.filter((code) => onRest({ http: 'GET /books' }).includes(code))).toEqual([]);
  });

  it('are not about JSON when the body is raw', () => {
    const raw = onRest({ http: { route: 'PUT /books', rawInput: 'slot' } });
    expect(raw).toContain('request.too_large');
    expect(raw).not.toContain('request.malformed');
  });

  it('are about idempotency keys only when it takes them', () => {
    expect(onRest({ http: 'POST /books', once: true })).toContain('idem.mismatch');
    expect(onRest({ http: 'POST /books' })).not.toContain('idem.mismatch');
  });

  it('are about keys that come twice only when it carries secrets', () => {
    expect(onRpc({ sensitive: true })).toContain('request.duplicate_key');
    expect(onRpc({})).not.toContain('request.duplicate_key');
  });

  it('are about a full disk only when something may be stored', () => {
    expect(onRest({ http: 'POST /books' })).toContain('server.storage_full');
    expect(onRest({ http: 'GET /books' })).not.toContain('server.storage_full');
  });

  it('are never those of the socket, or those before a method is found', () => {
    const before = ['request.envelope', 'request.unknown_method', 'request.unknown_route', 'ws.origin'];
    const all = [...onRest({ http: 'POST /books' }), ...onRpc({})];
    expect(before.filter((code) => all.includes(code))).toEqual([]);
  });
});

describe('errorCatalogue', () => {
  const lost = { kind: 'not_found', message: 'Lost.' } as const;

  it('has each code once, with every method and every sentence', () => {
    const books = defineContract('books', {
      read: { ...base, errors: { lost } },
      lend: { ...base, errors: { lost: { ...lost, message: 'Lost to a reader.' } } },
    });
    expect(errorCatalogue([books]).filter(({ code }) => code === 'books.lost')).toEqual([
      {
        code: 'books.lost',
        status: 404,
        rpc: -32004,
        retry: false,
        messages: ['Lost.', 'Lost to a reader.'],
        methods: ['books.read', 'books.lend'],
      },
    ]);
  });

  it('is in alphabetical order and has the house’s own', () => {
    const codes = errorCatalogue([]).map(({ code }) => code);
    expect(codes).toEqual(codes.toSorted());
    expect(codes).toContain('server.internal');
  });

  it('refuses a code that looks one way here and another there', () => {
    const books = defineContract('books', {
      read: { ...base, errors: { lost } },
      lend: { ...base, errors: { lost: { ...lost, kind: 'conflict' } } },
    });
    expect(() => errorCatalogue([books])).toThrow(
      '"books.lost" is 404 in "books.read" and 409 in "books.lend". A code has one look.',
    );
  });
});
