import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import addFormats from 'ajv-formats';
import { methodFacts, openRpc, rpcSuccess } from '../src/index.js';
import { contracts, info } from './first-party.js';

const document = openRpc(contracts, info);
const methodOf = (name: string) => {
  const method = document.methods.find((one) => one.name === name);
  if (!method) throw new Error(`There is no ${name}.`);
  return method;
};

// Both packages are CommonJS whose types declare no values.
const require = createRequire(import.meta.url);
const { openrpcDocument } = require('@open-rpc/meta-schema') as { openrpcDocument: AnySchemaObject };
const { jsonSchema } = require('@json-schema-tools/meta-schema') as { jsonSchema: AnySchemaObject };

/** Checks a document against the official meta-schema of OpenRPC. */
function validator() {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const { $schema: _self, ...meta } = jsonSchema;
  ajv.addSchema(meta, 'https://meta.json-schema.tools');
  const { $schema: _draft, ...schema } = openrpcDocument;
  return ajv.compile(schema);
}

describe('openRpc', () => {
  it('is a valid OpenRPC 1.3 document', () => {
    const validate = validator();
    expect(validate(document) ? null : validate.errors).toBeNull();
  });

  it('is checked by a schema that can say no', () => {
    const validate = validator();
    expect(validate({ ...document, methods: [{ name: 'x' }] })).toBe(false);
    expect(validate({ ...document, methods: [{ ...methodOf('saves.get'), result: { name: 'x' } }] })).toBe(
      false,
    );
  });

  it('has every method, with or without a route', () => {
    expect(document.methods.map(({ name }) => name)).toEqual(methodFacts(contracts).map(({ id }) => id));
  });

  it('takes params by name, those that must be given first', () => {
    const { paramStructure, params } = methodOf('saves.put');
    expect(paramStructure).toBe('by-name');
    expect(params.slice(0, 3).map(({ name, required }) => [name, required])).toEqual([
      ['slot_name', true],
      ['data', true],
      ['user_id', false],
    ]);
  });

  it('lists each JSON-RPC code once, with the errors behind it', () => {
    for (const { errors } of document.methods) {
      const codes = errors.map(({ code }) => code);
      expect(new Set(codes).size).toBe(codes.length);
    }
    const conflict = methodOf('saves.put').errors.find(({ code }) => code === -32009);
    expect(conflict?.data.one_of).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'saves.conflict', retry: false, data: { $ref: expect.any(String) } }),
        expect.objectContaining({ code: 'idem.in_flight' }),
      ]),
    );
  });

  it('describes the results the server sends', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'doc', ...document });
    for (const { id, spec } of methodFacts(contracts)) {
      const index = document.methods.findIndex(({ name }) => name === id);
      const check = ajv.compile({ $ref: `doc#/methods/${index}/result/schema` });
      const answer = rpcSuccess(1, spec.example?.output).result;
      expect([id, check(answer) ? null : check.errors]).toEqual([id, null]);
      expect([id, check({ success: false })]).toEqual([id, false]);
    }
  });

  it('says where the server is only when that is known', () => {
    expect(document.servers).toEqual([{ name: 'http', url: 'http://127.0.0.1:8080/api/v1/rpc' }]);
    expect(openRpc([], { title: 't', version: '1' })).not.toHaveProperty('servers');
  });
});
