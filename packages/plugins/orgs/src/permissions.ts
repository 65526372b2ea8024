/** What members, roles and keys may be allowed to do in an organization. */
export const orgsPermissions = {
  'orgs.members': 'Invite people, remove them and change their roles.',
  'orgs.roles': 'Make and change roles.',
  'orgs.games': 'Add games, change and delete them.',
  'orgs.keys': 'Make, rotate and revoke keys.',
  'orgs.audit': 'Read the audit log.',
  'orgs.billing': 'Read what is used and what it costs.',
  'orgs.update': 'Change the organization itself.',
  'orgs.delete': 'Delete games and the organization.',
} as const;

export type OrgsPermission = keyof typeof orgsPermissions;
