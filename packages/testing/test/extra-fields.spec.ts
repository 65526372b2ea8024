import { expect, it } from '@jest/globals';
import { definePlugin, serve, type Serves } from '@aethex/core';
import { defineContract } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { extraFieldTrouble, forbiddenFields } from '../src/house-rules/extra-fields.js';
import { guestbookPlugin } from './fixtures/guestbook.js';

const pets = defineContract('pets', {
  add: {
    summary: 'Add pets.',
    who: 'player',
    input: z.object({
      pets: z.array(z.object({ name: z.string() })),
      cage: z.strictObject({ size: z.number() }),
      notes: z.record(z.string(), z.unknown()),
    }),
    output: z.null(),
    example: {
      input: { pets: [{ name: 'Rex' }], cage: { size: 1 }, notes: { colour: 'red' } },
      output: null,
    },
  },
});

@Injectable()
class Pets implements Serves<typeof pets> {
  async add() {
    return null;
  }
}

const petsPlugin = definePlugin({ id: 'pets', serves: [serve(pets, Pets)] });

it('finds no field that is dropped where every object is strict', () => {
  expect(extraFieldTrouble(guestbookPlugin())).toEqual([]);
});

it('names each field that an object further down drops, and lets free JSON be', () => {
  expect(extraFieldTrouble(petsPlugin())).toEqual(
    forbiddenFields.map((field) => `pets.add: it drops "pets.0.${field}" instead of refusing it`),
  );
});
