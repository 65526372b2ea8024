import { describe, expect, it } from '@jest/globals';
import { isGreeting, isSameDescription, isSignal, judge, type Signal } from './session-match.js';

const signal = (about: Partial<Signal>): Signal => ({ from_end: 'b1', candidate: null, ...about });

describe('a signal', () => {
  it('is taken from the end that is known, and from the first that speaks', () => {
    expect(judge(signal({}), 'a1', null)).toBe('take');
    expect(judge(signal({ to_end: 'a1' }), 'a1', 'b1')).toBe('take');
  });

  it('is passed over when it is meant for an end that is gone', () => {
    expect(judge(signal({ to_end: 'a0' }), 'a1', 'b1')).toBe('stale');
    expect(judge(signal({ to_end: 'a0', from_end: 'b2' }), 'a1', 'b1')).toBe('stale');
  });

  it('begins anew when the other side has', () => {
    expect(judge(signal({ from_end: 'b2' }), 'a1', 'b1')).toBe('renew');
  });

  it('greets when it tells nothing but its end, to nobody in particular', () => {
    expect(isGreeting(signal({}))).toBe(true);
    expect(isGreeting(signal({ to_end: 'a1' }))).toBe(false);
    expect(isGreeting(signal({ candidate: { candidate: 'c' } }))).toBe(false);
    expect(isGreeting(signal({ description: { type: 'offer', sdp: 'v=0' } }))).toBe(false);
  });

  it('tells a description again, with what was gathered meanwhile, or another one', () => {
    const [first, second] = ['v=0\r\no=- 7 2 IN IP4 127.0.0.1\r\n', 'v=0\r\no=- 7 3 IN IP4 127.0.0.1\r\n'];
    expect(isSameDescription(first, `${first}a=candidate:1\r\n`)).toBe(true);
    expect(isSameDescription(first, second)).toBe(false);
    expect(isSameDescription(undefined, first)).toBe(false);
    expect(isSameDescription('v=0', 'v=0')).toBe(false);
    expect(isSameDescription(undefined, undefined)).toBe(false);
  });

  it('is none without an end and something to say', () => {
    for (const value of [null, 'x', 7, {}, { from_end: 1, candidate: null }, { from_end: 'b1' }])
      expect(isSignal(value)).toBe(false);
    expect(isSignal(signal({ description: { type: 'offer', sdp: 'v=0' } }))).toBe(true);
    expect(isSignal({ from_end: 'b1', candidate: null })).toBe(true);
  });
});
