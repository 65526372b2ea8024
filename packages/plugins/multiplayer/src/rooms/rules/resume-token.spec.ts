import { describe, expect, it } from '@jest/globals';
import { readResumeToken, writeResumeToken } from './resume-token.js';

describe('a resume token', () => {
  it('says what was written', () => {
    const claim = { roomId: 'r', playerId: 'p', secret: 's' };
    expect(readResumeToken(writeResumeToken(claim))).toEqual(claim);
  });

  it('is nothing else', () => {
    for (const token of ['', 'x', '!!!', Buffer.from('a\nb').toString('base64url'), 'YQ=='])
      expect(readResumeToken(token)).toBeNull();
  });
});
