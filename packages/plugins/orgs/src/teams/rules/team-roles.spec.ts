import { describe, expect, it } from '@jest/globals';
import { heirOf, isAbove, may, teamRoles } from './team-roles.js';

describe('roles in a team', () => {
  it('let a leader do everything, officers mind the door, and members nothing', () => {
    const allowed = (right: Parameters<typeof may>[1]) => teamRoles.filter((role) => may(role, right));
    expect(allowed('kick')).toEqual(['leader', 'officer']);
    expect(allowed('roles')).toEqual(['leader']);
  });

  it('stand above lower ones, never above themselves', () => {
    const above = teamRoles.flatMap((one) =>
      teamRoles.filter((other) => isAbove(one, other)).map((other) => `${one}>${other}`),
    );
    expect(above).toEqual(['leader>officer', 'leader>member', 'officer>member']);
  });

  it('pass to the officer who is there for longest, else to the member', () => {
    const people = ['member', 'officer', 'officer'].map((state, id) => ({ state, id }));
    expect(heirOf(people)?.id).toBe(1);
    expect(heirOf(people.slice(0, 1))?.id).toBe(0);
    expect(heirOf([{ state: 'invited' }])).toBeNull();
  });
});
