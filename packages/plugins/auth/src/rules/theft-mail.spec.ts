import { describe, expect, it } from '@jest/globals';
import { theftMail } from './theft-mail.js';

describe('the mail about a stolen session', () => {
  it('names the device, the network and the day', () => {
    const createdAt = new Date('2026-01-01T12:00:00Z');
    const { text } = theftMail({
      device: { name: 'Deck', platform: 'linux' },
      network: '203.0.113.0/24',
      createdAt,
    });
    expect(text).toContain(
      'Device: Deck, linux\nNetwork: 203.0.113.0/24\nSigned in: 2026-01-01T12:00:00.000Z',
    );
  });

  it('admits what is unknown', () => {
    const { text } = theftMail({ device: null, network: null, createdAt: new Date(0) });
    expect(text).toContain('Device: unknown\nNetwork: unknown');
  });
});
