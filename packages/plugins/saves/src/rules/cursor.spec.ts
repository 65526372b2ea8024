import { describe, expect, it } from '@jest/globals';
import { readRevisionCursor, readTimeCursor, writeCursor } from './cursor.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('a cursor', () => {
  it('says where the page before ended', () => {
    expect(readTimeCursor(writeCursor(5, id))).toEqual([5, id]);
    expect(readRevisionCursor(writeCursor(7))).toBe(7);
  });

  it('of no page is before everything', () => {
    expect(readRevisionCursor(undefined)).toBe(Number.MAX_SAFE_INTEGER);
    expect(readTimeCursor(undefined)[0]).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([
    '',
    'x',
    '!!!',
    writeCursor(1),
    writeCursor('1', id),
    writeCursor(1, 'x'),
    writeCursor(1.5, id),
    writeCursor(1, id, 2),
  ])('that this server did not make is refused: %j', (text) => {
    let refusal: unknown;
    try {
      readTimeCursor(text);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'request.invalid' });
  });
});
