import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hideAddress } from './hide-address.js';

const host = 'candidate:1 1 udp 2122260223 192.168.7.9 54321 typ host generation 0 ufrag a1b2';
const mapped = 'candidate:2 1 udp 1686052607 203.0.113.9 54321 typ srflx raddr 192.168.7.9 rport 54321';
const relay = 'candidate:3 1 udp 41885439 198.51.100.1 60000 typ relay raddr 203.0.113.9 rport 54321';
const hiddenRelay = 'candidate:3 1 udp 41885439 198.51.100.1 60000 typ relay raddr 0.0.0.0 rport 0';
const end = { candidate: '', sdpMid: '0', sdpMLineIndex: 0 };

const sdp = [
  'v=0',
  'o=- 46117317 2 IN IP4 192.168.7.9',
  's=-',
  't=0 0',
  'm=audio 54321 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 203.0.113.9',
  'a=rtcp:9 IN IP6 2001:db8::9',
  `a=${host}`,
  `a=${mapped}`,
  `a=${relay}`,
  'a=ice-ufrag:a1b2',
  'a=sendrecv',
  '',
].join('\r\n');
const hiddenSdp = [
  'v=0',
  'o=- 46117317 2 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  'm=audio 54321 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  `a=${hiddenRelay}`,
  'a=ice-ufrag:a1b2',
  'a=sendrecv',
  '',
].join('\r\n');

describe('a signal of somebody who hides', () => {
  it('keeps relayed candidates, without what is behind the relay', () => {
    expect(hideAddress({ candidate: { candidate: relay, sdpMid: '0' } })).toEqual({
      candidate: { candidate: hiddenRelay, sdpMid: '0' },
    });
    expect(hideAddress(relay)).toBe(hiddenRelay);
  });

  it('is nothing when its candidate is the player’s own address', () => {
    for (const candidate of [host, mapped, host.toUpperCase()]) {
      expect(hideAddress({ candidate: { candidate, sdpMid: '0' } })).toBeNull();
      expect(hideAddress(candidate)).toBeNull();
    }
  });

  it('keeps a description, without the lines that tell where the player is', () => {
    expect(hideAddress({ description: { type: 'offer', sdp } })).toEqual({
      description: { type: 'offer', sdp: hiddenSdp },
    });
    expect(hideAddress(sdp)).toBe(hiddenSdp);
    expect(hideAddress(JSON.stringify({ type: 'offer', sdp }))).toBe(
      JSON.stringify({ type: 'offer', sdp: hiddenSdp }),
    );
  });

  it('keeps the end of candidates, and what has no address at all', () => {
    expect(hideAddress({ candidate: end })).toEqual({ candidate: end });
    expect(hideAddress({ candidate: null })).toEqual({ candidate: null });
    expect(hideAddress({ renegotiate: true, n: 3 })).toEqual({ renegotiate: true, n: 3 });
  });

  it('drops the fields in which browsers repeat an address', () => {
    const verbose = {
      candidate: relay,
      address: '198.51.100.1',
      relatedAddress: '203.0.113.9',
      relatedPort: 54321,
    };
    expect(hideAddress(verbose)).toEqual({ candidate: hiddenRelay });
  });

  it('is nothing when a candidate hides where it is not looked for', () => {
    expect(hideAddress({ note: `see a=${host}` })).toBeNull();
    expect(hideAddress(`{"broken": "a=${host}"`)).toBeNull();
    expect(hideAddress({ [host]: true })).toBeNull();
  });

  it('never tells the address, whatever is wrapped around it', () => {
    const wrap = (depth: number, value: unknown): unknown =>
      depth === 0 ? value : { [`k${depth}`]: [wrap(depth - 1, value), depth] };
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.constantFrom(host, mapped, sdp, relay),
        fc.string(),
        (depth, text, before) => {
          const told = JSON.stringify(
            hideAddress(wrap(depth, text.startsWith('v=') ? text : `${before}${text}`)),
          );
          expect(told).not.toMatch(/192\.168\.7\.9.*typ host|203\.0\.113\.9 54321 typ srflx/);
        },
      ),
    );
  });

  it('is dealt with at once, however it is made', () => {
    const hostile = 'candidate:'.repeat(3_200);
    const began = performance.now();
    hideAddress(hostile);
    hideAddress({ sdp: `v=0\r\n${'a=candidate: typ '.repeat(1_900)}` });
    expect(performance.now() - began).toBeLessThan(200);
  });
});
