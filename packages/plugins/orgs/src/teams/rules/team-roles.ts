export const teamRoles = ['leader', 'officer', 'member'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** What somebody may do in a team. */
export type TeamRight = 'update' | 'delete' | 'roles' | 'invite' | 'decide' | 'kick' | 'ban';

const rights: Readonly<Record<TeamRole, readonly TeamRight[]>> = {
  leader: ['update', 'delete', 'roles', 'invite', 'decide', 'kick', 'ban'],
  officer: ['invite', 'decide', 'kick', 'ban'],
  member: [],
};

export const may = (role: TeamRole, right: TeamRight): boolean => rights[role].includes(right);

/** Whether one role stands above another: nobody removes their like. */
export const isAbove = (role: TeamRole, other: TeamRole): boolean =>
  teamRoles.indexOf(role) < teamRoles.indexOf(other);

/** Who follows a leader: the officer who is in the team for longest, else the member. The list is in the order of joining. */
export const heirOf = <One extends { readonly state: string }>(members: readonly One[]): One | null =>
  members.find(({ state }) => state === 'officer') ?? members.find(({ state }) => state === 'member') ?? null;
