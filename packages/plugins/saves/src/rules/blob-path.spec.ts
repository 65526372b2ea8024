import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blobFolder, blobPath, idOfBlob } from './blob-path.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const anyId = fc.stringMatching(/^[A-Za-z0-9._:@-]{1,64}$/);

describe('the place of a blob', () => {
  it('can be read', () =>
    expect(blobPath({ gameId: 'my_game', playerId: id }, id)).toBe(`saves/my_game/${id}/${id}`));
  it('ends with the id of its row', () =>
    expect(idOfBlob(blobPath({ gameId: 'default', playerId: 'steam:1' }, id))).toBe(id));

  it('is a key that every BlobStore takes, whatever ids a studio has', () => {
    fc.assert(
      fc.property(anyId, anyId, (gameId, playerId) => {
        const parts = blobPath({ gameId, playerId }, id).split('/');
        expect(parts).toHaveLength(4);
        for (const part of parts) expect(part).toMatch(/^(?!\.+$)[A-Za-z0-9._-]{1,128}$/);
      }),
    );
  });

  it('is in a folder no other player shares', () => {
    fc.assert(
      fc.property(anyId, anyId, anyId, (gameId, one, other) => {
        fc.pre(one !== other);
        const folder = blobFolder({ gameId, playerId: one });
        expect(blobPath({ gameId, playerId: other }, id).startsWith(folder)).toBe(false);
      }),
    );
  });
});
