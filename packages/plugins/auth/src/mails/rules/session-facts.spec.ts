import { describe, expect, it } from '@jest/globals';
import { sessionFacts } from './session-facts.js';

const createdAt = new Date('2026-01-01T12:34:56Z');

describe('what a mail says of a session', () => {
  it('names the device, the network and the minute', () => {
    const session = { device: { name: 'Deck', platform: 'linux' }, network: '203.0.113.0/24', createdAt };
    expect(sessionFacts(session)).toEqual({
      device: 'Deck, linux',
      network: '203.0.113.0/24',
      time: '2026-01-01 12:34 UTC',
    });
  });

  it('leaves out what is unknown', () => {
    expect(sessionFacts({ device: null, network: null, createdAt })).toMatchObject({
      device: null,
      network: null,
    });
  });
});
