import { describe, expect, it } from '@jest/globals';
import { listensOnly } from './listens-only.js';

const sdp = (...directions: string[]): string =>
  ['v=0', ...directions.flatMap((way) => ['m=audio 9 UDP/TLS/RTP/SAVPF 111', `a=${way}`, 'a=mid:0'])].join(
    '\r\n',
  );

describe('a signal', () => {
  it('only listens when none of its media sections sends', () => {
    for (const silent of [sdp(), sdp('recvonly'), sdp('inactive', 'recvonly')]) {
      expect(listensOnly(silent)).toBe(true);
      expect(listensOnly({ description: { type: 'offer', sdp: silent } })).toBe(true);
      expect(listensOnly(JSON.stringify({ sdp: silent }))).toBe(true);
    }
    expect(listensOnly({ candidate: { candidate: 'candidate:1 1 udp 1 1.2.3.4 5 typ host' } })).toBe(true);
  });

  it('does more when one of them sends, or says nothing, which means that it sends', () => {
    for (const loud of [
      sdp('sendrecv'),
      sdp('recvonly', 'sendonly'),
      sdp('mid:0'),
      `${sdp('recvonly')}\r\na=sendrecv`,
    ])
      expect(listensOnly({ description: { type: 'answer', sdp: loud } })).toBe(false);
  });
});
