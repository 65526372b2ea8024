import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { pascal, SchemaBook } from './schema-book.js';

const Slot = z.object({ name: z.string() }).meta({ id: 'BookSlot' });
const Device = z.strictObject({ name: z.string() }).meta({ id: 'BookDevice' });

describe('SchemaBook', () => {
  it('writes a named schema once and refers to it', () => {
    const book = new SchemaBook('draft-2020-12');
    const one = book.of(z.object({ slot: Slot }), 'output');
    const many = book.of(z.array(Slot), 'output');
    expect(one.properties?.['slot']).toEqual({ $ref: '#/components/schemas/BookSlot' });
    expect(many.items).toEqual({ $ref: '#/components/schemas/BookSlot' });
    expect(book.schemas).toEqual({
      BookSlot: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    });
  });

  it('has two entries for what callers send otherwise than they receive it', () => {
    const book = new SchemaBook('draft-2020-12');
    expect(book.of(Device, 'input')).toEqual({ $ref: '#/components/schemas/BookDeviceInput' });
    expect(book.of(Device, 'output')).toEqual({ $ref: '#/components/schemas/BookDevice' });
    expect(book.schemas['BookDeviceInput']).toHaveProperty('additionalProperties', false);
    expect(book.schemas['BookDevice']).not.toHaveProperty('additionalProperties');
  });

  it('points into its components in draft 7 too', () => {
    const book = new SchemaBook('draft-07');
    expect(JSON.stringify(book.of(z.object({ slot: Slot }), 'output'))).toContain(
      '"$ref":"#/components/schemas/BookSlot"',
    );
  });

  it('refuses two schemas of one name', () => {
    const book = new SchemaBook('draft-2020-12');
    book.of(Slot, 'output');
    const other = z.object({ title: z.string() }).meta({ id: 'BookSlot' });
    expect(() => book.of(other, 'output')).toThrow(
      'Two schemas are named "BookSlot". Give one of them another name in .meta({ id: "…" }).',
    );
    book.named('Answer', { type: 'string' });
    expect(() => book.named('Answer', { type: 'number' })).toThrow('Two schemas are named "Answer".');
  });

  it('gives a mere reference no second name', () => {
    const book = new SchemaBook('draft-2020-12');
    expect(book.named('GetOutput', book.of(Slot, 'output'))).toEqual({
      $ref: '#/components/schemas/BookSlot',
    });
    expect(Object.keys(book.schemas)).toEqual(['BookSlot']);
  });
});

describe('pascal', () => {
  it('makes a name of an id', () => {
    expect(['saves.put', 'saves.putMany', 'idem.in_flight', 'x'].map(pascal)).toEqual([
      'SavesPut',
      'SavesPutMany',
      'IdemInFlight',
      'X',
    ]);
  });
});
