import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reaches, type Rank } from './escalation.js';
import { isBuiltIn, permissionsOfBuiltIn, type BuiltIn } from './roles.js';

const all = [
  'auth.read_players',
  'auth.moderate',
  'auth.verify_players',
  'saves.read_any',
  'orgs.members',
  'orgs.roles',
  'orgs.games',
  'orgs.keys',
  'orgs.audit',
  'orgs.billing',
  'orgs.delete',
  'orgs.update',
];
const rankOf = (role: BuiltIn): Rank => ({ role, permissions: new Set(permissionsOfBuiltIn(role, all)) });

describe('nobody reaches above themselves', () => {
  const table: [BuiltIn, readonly BuiltIn[]][] = [
    ['owner', ['owner', 'admin', 'developer', 'support', 'analyst']],
    ['admin', ['admin', 'developer', 'support', 'analyst']],
    ['developer', ['developer', 'support']],
    ['support', ['support']],
    ['analyst', ['analyst']],
  ];
  it.each(table)('%s reaches %j', (actor, others) => {
    const reached = table.map(([role]) => role).filter((role) => reaches(rankOf(actor), rankOf(role)));
    expect(reached).toEqual(others);
  });

  it('not even with every permission there is does somebody else make an owner', () => {
    const copy: Rank = { role: 'second-in-command', permissions: new Set(all) };
    expect(reaches(copy, rankOf('owner'))).toBe(false);
    expect(reaches(rankOf('owner'), copy)).toBe(true);
  });

  it('whoever reaches a role can do all that it can', () => {
    const rank = fc.record({
      role: fc.constantFrom('owner', 'one', 'two'),
      permissions: fc.subarray(all).map((some) => new Set(some)),
    });
    fc.assert(
      fc.property(rank, rank, (actor, other) => {
        const together = new Set([...actor.permissions, ...other.permissions]);
        expect(!reaches(actor, other) || together.size === actor.permissions.size).toBe(true);
      }),
    );
  });
});

it('a word that every object knows is no built-in role', () => {
  expect(['constructor', 'toString', '__proto__'].filter(isBuiltIn)).toEqual([]);
});
