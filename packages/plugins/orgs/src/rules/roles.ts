/** The roles every organization has, by what they may do. */
export type BuiltIn = 'owner' | 'admin' | 'developer' | 'support' | 'analyst';

export const builtInNames: Readonly<Record<BuiltIn, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  developer: 'Developer',
  support: 'Support',
  analyst: 'Analyst',
};

const notForAdmins = new Set(['orgs.delete']);
const ofDevelopers = new Set(['orgs.games', 'orgs.keys']);
const ofSupport = new Set(['auth.read_players', 'auth.moderate', 'saves.read_any', 'orgs.teams']);
const ofAnalysts = new Set(['orgs.billing', 'analytics.read']);

const isOwn = (permission: string): boolean => permission.startsWith('orgs.');

const rules: Readonly<Record<BuiltIn, (permission: string) => boolean>> = {
  owner: () => true,
  admin: (permission) => !notForAdmins.has(permission),
  // What other plugins guard is there for those who build the game.
  developer: (permission) => ofDevelopers.has(permission) || !isOwn(permission),
  support: (permission) => ofSupport.has(permission),
  analyst: (permission) => ofAnalysts.has(permission),
};

export const isBuiltIn = (role: string): role is BuiltIn => Object.hasOwn(rules, role);

/** Of all permissions of the server those a built-in role has. */
export const permissionsOfBuiltIn = (role: BuiltIn, all: readonly string[]): string[] =>
  all.filter(rules[role]);
