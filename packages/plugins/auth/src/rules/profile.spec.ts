import { describe, expect, it } from '@jest/globals';
import type { Account } from '../entities/account.entity.js';
import { isGuest, profileOf, publicPart } from './profile.js';

const account: Account = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  pool: 'default',
  email: 'ann@example.com',
  username: 'ann',
  displayName: 'Ann',
  avatarUrl: null,
  language: null,
  passwordHash: '$argon2id$…',
  isActive: true,
  isVerified: false,
  links: 0,
  preferences: { volume: 1 },
  createdAt: new Date('2026-01-01T00:00:00Z'),
  updatedAt: new Date('2026-01-02T00:00:00Z'),
  lastLoginAt: null,
};

describe('a profile', () => {
  it('says nothing of the password', () => {
    expect(JSON.stringify(profileOf(account))).not.toContain('argon2');
  });

  it('shows others nothing but the name, the picture and the age of the account', () => {
    expect(publicPart(profileOf(account))).toEqual({
      user_id: account.id,
      username: 'ann',
      display_name: 'Ann',
      avatar_url: null,
      created_at: '2026-01-01T00:00:00.000Z',
    });
  });

  it('is a guest’s while there is neither an email nor a username', () => {
    expect(isGuest({ email: null, username: null, links: 0 })).toBe(true);
    expect(isGuest({ email: null, username: 'ann', links: 0 })).toBe(false);
    expect(isGuest({ email: 'ann@example.com', username: null, links: 0 })).toBe(false);
  });
});
