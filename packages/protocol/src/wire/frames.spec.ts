import { describe, expect, it } from '@jest/globals';
import { houseError } from '../errors/house-errors.js';
import { clientFrames, serverFrames } from './frames.js';

describe('frames of a client', () => {
  it('are known by their type', () => {
    for (const [name, frame] of Object.entries(clientFrames))
      expect((frame.shape as { type: { value: string } }).type.value).toBe(name);
  });

  it('may carry an id, a text or a number', () => {
    for (const id of ['a', 7, undefined])
      expect(clientFrames.ping.safeParse({ type: 'ping', id }).success).toBe(true);
    for (const id of [null, {}, 'x'.repeat(65)])
      expect(clientFrames.ping.safeParse({ type: 'ping', id }).success).toBe(false);
  });

  it('have no field that nobody knows', () => {
    expect(clientFrames.auth.safeParse({ type: 'auth', token: 't', user: 'u' }).success).toBe(false);
  });

  it('sign in with a token of at most four kilobytes', () => {
    expect(clientFrames.auth.safeParse({ type: 'auth', token: 'x'.repeat(4096) }).success).toBe(true);
    expect(clientFrames.auth.safeParse({ type: 'auth', token: 'x'.repeat(4097) }).success).toBe(false);
  });
});

describe('frames of the server', () => {
  it('are known by their type', () => {
    for (const [name, frame] of Object.entries(serverFrames))
      expect((frame.shape as { type: { value: string } }).type.value).toBe(name);
  });

  it('say an error in the body every wire has', () => {
    const frame = { type: 'error', ref: 1, ...houseError('ws.unknown_type', { type: 'x' }).toBody('r1') };
    expect(serverFrames.error.parse(frame)).toEqual(frame);
  });

  it('are each described', () => {
    for (const frame of [...Object.values(serverFrames), ...Object.values(clientFrames)])
      expect(frame.description).toMatch(/\.$/);
  });
});
