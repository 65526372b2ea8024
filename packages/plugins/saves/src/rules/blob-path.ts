import { createHash } from 'node:crypto';
import type { Subject } from '@aethex/core';

/** All blobs of this plugin. */
export const blobRoot = 'saves/';

/** The blobs of one player in one game. */
export const blobFolder = ({ gameId, playerId }: Subject): string =>
  `${blobRoot}${part(gameId)}/${part(playerId)}/`;

/** Where the bytes of a revision or a refused upload lie. */
export const blobPath = (owner: Subject, id: string): string => blobFolder(owner) + id;

/** The id of the row that a blob belongs to. */
export const idOfBlob = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** An id as a part of a key. Ids of a studio's own accounts may have characters that a key may not. */
function part(id: string): string {
  return /^[A-Za-z0-9][\w.-]*$/.test(id) ? id : `_${createHash('sha256').update(id).digest('base64url')}`;
}
