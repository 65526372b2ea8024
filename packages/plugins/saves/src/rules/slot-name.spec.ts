import { describe, expect, it } from '@jest/globals';
import { isSaveId, wrongWithSlotName } from './slot-name.js';

describe('the name of a slot', () => {
  it.each([
    'slot1',
    'Main',
    'a',
    'a.b',
    '.hidden',
    '-',
    '_',
    'x'.repeat(50),
    'conflict',
    'console',
    'com',
    'nulls',
  ])('may be %j', (name) => expect(wrongWithSlotName(name)).toBeNull());

  it.each([
    ['', 'letters'],
    ['x'.repeat(51), '1 to 50'],
    ['a/b', 'letters'],
    ['a\\b', 'letters'],
    ['a b', 'letters'],
    ['a\n', 'letters'],
    ['a\u0000', 'letters'],
    ['é', 'letters'],
    ['ａ', 'letters'],
    ['.', 'dots'],
    ['..', 'dots'],
    ['history', 'reserved'],
    ['Conflicts', 'reserved'],
    ['BATCH', 'reserved'],
    ['con', 'Windows'],
    ['NUL.txt', 'Windows'],
    ['Com1', 'Windows'],
    ['lpt9.sav', 'Windows'],
    ['01890a5d-ac96-774b-bcce-b302099a8057', 'id'],
    ['01890A5D-AC96-774B-BCCE-B302099A8057', 'id'],
  ])('must not be %j', (name, reason) => expect(wrongWithSlotName(name)).toContain(reason));

  it('is never taken for an id', () => {
    expect(isSaveId('slot1')).toBe(false);
    expect(isSaveId('01890a5d-ac96-774b-bcce-b302099a8057')).toBe(true);
  });
});
