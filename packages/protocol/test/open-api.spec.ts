import { beforeAll, describe, expect, it } from '@jest/globals';
import { compileErrors, validate } from '@readme/openapi-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import {
  auth,
  defineContract,
  houseError,
  methodFacts,
  openApi,
  saves,
  type AethexError,
  type JsonSchema,
  type MethodSpec,
  type OpenApiDocument,
} from '../src/index.js';
import { contracts, info } from './first-party.js';

const document = openApi(contracts, info);
const operationOf = (path: string, verb: string) => {
  const operation = document.paths[path]?.[verb];
  if (!operation) throw new Error(`There is no ${verb} ${path}.`);
  return operation;
};
const put = operationOf('/saves/{user_id}', 'post');
const namesIn = (place: string, { parameters = [] } = put) =>
  parameters.filter((one) => one.in === place).map(({ name }) => name);

describe('openApi', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const result = await validate(structuredClone(document) as never);
    if (!result.valid) throw new Error(compileErrors(result));
    expect(result.warnings).toEqual([]);
  });

  it('comes out the same twice', () => {
    expect(JSON.stringify(openApi(contracts, info))).toBe(JSON.stringify(document));
  });

  it('has every route of every method', () => {
    const routes = methodFacts(contracts).flatMap(({ id, routes }) =>
      routes.map(({ verb, path }) => `${id} ${verb.toLowerCase()} ${path.replace(/:\w+/g, '{}')}`),
    );
    const written = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([verb, operation]) => `${operation['x-aethex'].method} ${verb} ${path.replace(/\{\w+\}/g, '{}')}`,
      ),
    );
    expect(written.toSorted()).toEqual(routes.toSorted());
  });

  it('has no two paths that differ only in the names of their parameters', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('says which field a parameter is that another route has named', () => {
    const download = operationOf('/saves/{user_id}/{slot_name}/content', 'get');
    expect(download.parameters?.find(({ name }) => name === 'slot_name')?.description).toMatch(
      /^`save_id`: /,
    );
  });

  it('says where the server is', () => {
    expect(document.servers).toEqual([{ url: 'http://127.0.0.1:8080/api/v1' }]);
    const at = (more: object) => openApi([], { title: 't', version: '1', ...more }).servers[0]?.url;
    expect([
      at({}),
      at({ prefix: 'v2' }),
      at({ prefix: '' }),
      at({ origin: 'https://x.example/', prefix: '' }),
    ]).toEqual(['/api/v1', '/v2', '/', 'https://x.example']);
  });
});

describe('an operation', () => {
  it('asks for a token unless anyone may call it', () => {
    expect(put.security).toEqual([{ bearer: [] }]);
    expect(operationOf('/auth/login', 'post').security).toEqual([]);
  });

  it('has its fields in path, query, headers and body', () => {
    expect(namesIn('path')).toEqual(['user_id']);
    expect(namesIn('query')).toEqual([]);
    expect(namesIn('header')).toEqual(['If-Match', 'If-None-Match', 'Idempotency-Key']);
    const body = document.components.schemas['SavesPutBody'];
    expect(Object.keys(body?.properties ?? {})).toEqual(
      expect.arrayContaining(['slot_name', 'data', 'base_revision']),
    );
    expect(body?.properties).not.toHaveProperty('user_id');
    expect(body).toMatchObject({ required: ['slot_name', 'data'], additionalProperties: false });
  });

  it('puts the fields of a GET into the query', () => {
    expect(namesIn('query', operationOf('/saves/{user_id}', 'get'))).toEqual(['limit', 'cursor']);
    expect(namesIn('query', operationOf('/saves/{user_id}/history', 'get'))).toContain('save_id');
  });

  it('demands what is in the path, and a default there is none', () => {
    expect(put.parameters?.[0]).toMatchObject({ name: 'user_id', required: true, example: 'me' });
    expect(put.parameters?.[0]?.schema).not.toHaveProperty('default');
  });

  it('takes and gives raw bytes as an octet stream', () => {
    const upload = operationOf('/saves/{user_id}/{slot_name}/content', 'put');
    const download = operationOf('/saves/{user_id}/{slot_name}/content', 'get');
    expect(Object.keys(upload.requestBody?.content ?? {})).toEqual(['application/octet-stream']);
    expect(namesIn('header', upload)).toContain('X-Checksum-Sha256');
    expect(namesIn('query', upload)).toContain('content_type');
    expect(download.responses['200']).toMatchObject({
      content: { 'application/octet-stream': {} },
      headers: { ETag: {}, 'X-Checksum-Sha256': {} },
    });
  });

  it('has its statuses of success, with what is in them', () => {
    expect(Object.keys(put.responses).filter((status) => status < '300')).toEqual(['200', '201']);
    expect(put.responses['200']).toMatchObject({ headers: { ETag: {} } });
    const revoked = operationOf('/auth/sessions/{session_id}', 'delete').responses['204'];
    expect(revoked).toBeDefined();
    expect(revoked).not.toHaveProperty('content');
    expect(Object.keys(operationOf('/auth/register', 'post').responses)).toContain('201');
    expect(Object.keys(operationOf('/auth/register', 'post').responses)).not.toContain('200');
  });

  it('carries what OpenAPI has no word for', () => {
    expect(put['x-aethex']).toEqual({
      method: 'saves.put',
      who: 'player',
      limit: { per: 'player', times: 120, seconds: 60 },
      once: true,
    });
  });

  it('has a name of its own on each of its routes', () => {
    const ids = Object.values(document.paths).flatMap((one) =>
      Object.values(one).map(({ operationId }) => operationId),
    );
    expect(ids).toEqual(expect.arrayContaining(['saves.history', 'saves.history_2']));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what is described', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  beforeAll(() => {
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'doc', ...document });
  });

  /** The schema of a JSON answer, wherever in the document it stands. */
  function answerSchema(path: string, verb: string, status: string): JsonSchema {
    const at = ['paths', path, verb, 'responses', status].map(pointer).join('/');
    const response = operationOf(path, verb).responses[status];
    const home = response && '$ref' in response ? response.$ref : `#/${at}`;
    return { $ref: `doc${home}/content/application~1json/schema` };
  }
  const fits = (schema: JsonSchema, value: unknown) => {
    const check = ajv.compile(schema);
    return check(value) ? null : check.errors;
  };
  const conflict = (data: object): AethexError => saves.error('put', 'conflict', data as never);
  const example = saves.put.spec.example.output;

  it('is what the server says: a success', () => {
    expect(fits(answerSchema('/saves/{user_id}', 'post', '200'), example)).toBeNull();
    expect(
      fits(answerSchema('/saves/{user_id}', 'post', '200'), { ...example, revision: 'six' }),
    ).not.toBeNull();
  });

  it('is what the server says: a declared error with its data', () => {
    const schema = answerSchema('/saves/{user_id}', 'post', '409');
    const { created: _created, ...summary } = example;
    const error = conflict({ conflict_id: 'c1', current: null, yours: summary });
    expect(fits(schema, { error: error.toBody('r1') })).toBeNull();
    expect(fits(schema, { error: conflict({ conflict_id: 'c1' }).toBody('r1') })).not.toBeNull();
  });

  it('is what the server says: an error of the house', () => {
    const schema = answerSchema('/saves/{user_id}', 'post', '429');
    expect(
      fits(schema, { error: houseError('request.rate_limited', { retry_after: 3 }).toBody('r1') }),
    ).toBeNull();
    expect(fits(schema, { error: houseError('server.internal').toBody('r1') })).not.toBeNull();
  });

  it('has every reference it makes', () => {
    const refs = new Set([...JSON.stringify(document).matchAll(/"\$ref":"(#[^"]+)"/g)].map(([, ref]) => ref));
    for (const ref of refs) expect(ajv.getSchema(`doc${ref}`)).toBeDefined();
  });
});

describe('a contract of somebody else', () => {
  const only = (spec: Partial<MethodSpec>): OpenApiDocument =>
    openApi(
      [
        defineContract('books', {
          read: { summary: 'Read.', who: 'player', input: z.object({}), output: z.string(), ...spec },
        }),
      ],
      info,
    );

  it('has no path for a method without a route', () => {
    expect(only({}).paths).toEqual({});
  });

  it('has no body where all is in the path', () => {
    const spec = { http: 'POST /books/:id', input: z.object({ id: z.string() }) } as const;
    expect(only(spec).paths['/books/{id}']?.['post']).not.toHaveProperty('requestBody');
  });

  it('tells apart data that two methods give one code', () => {
    const lost = (data: z.ZodType) => ({ lost: { kind: 'not_found', message: 'Lost.', data } }) as const;
    const base = { summary: 'Do.', who: 'player', input: z.object({}), output: z.null() } as const;
    const books = defineContract('books', {
      read: { ...base, http: 'GET /books', errors: lost(z.object({ a: z.string() })) },
      lend: { ...base, http: 'POST /books', errors: lost(z.object({ b: z.string() })) },
    });
    const { schemas } = openApi([books], info).components;
    expect(schemas['BooksLostError']?.properties?.['data']).toMatchObject({ required: ['a'] });
    expect(schemas['BooksLendBooksLostError']?.properties?.['data']).toMatchObject({ required: ['b'] });
  });

  it('is described beside ours', () => {
    expect(Object.keys(openApi([auth], info).paths)).not.toContain('/saves/{user_id}');
  });
});

const pointer = (segment: string): string => encodeURI(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
