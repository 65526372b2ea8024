/** What a resume token says: which seat, and the secret that proves it. */
export interface SeatClaim {
  readonly roomId: string;
  readonly playerId: string;
  readonly secret: string;
}

/** Opaque to clients: base64url of the three parts. Ids have no line breaks. */
export const writeResumeToken = ({ roomId, playerId, secret }: SeatClaim): string =>
  Buffer.from([roomId, playerId, secret].join('\n')).toString('base64url');

/** What a token says, or `null` when it is none of ours. Whether it is true is for the room to say. */
export function readResumeToken(token: string): SeatClaim | null {
  const parts = Buffer.from(token, 'base64url').toString('utf8').split('\n');
  const [roomId = '', playerId = '', secret = ''] = parts;
  return parts.length === 3 && roomId && playerId && secret ? { roomId, playerId, secret } : null;
}
