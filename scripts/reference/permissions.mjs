import { methodFacts } from '@aethex/protocol';
import { code, page, sentence, table } from './markdown.mjs';

/** Whom a method is for, as columns. */
const callers = ['anyone', 'player', 'server', 'admin'];
const admitted = {
  anyone: callers,
  signed_in: ['player', 'server', 'admin'],
  player: ['player'],
  server: ['server', 'admin'],
  admin: ['admin'],
};

/** Who may call what: every method beside everybody who may, and every role beside its permissions. */
export function permissionsPage(contracts, plugins, roles) {
  const methods = methodFacts(contracts);
  return page(
    '# Who may do what',
    'Nothing is allowed that is not named here. A game, an organization and a player come from the credential, never from the input; what belongs to somebody else reads as not found, the same as what does not exist. The house rules of every plugin [try it](../guide/security-requirements.md#rules) with every kind of stranger.',
    '**anyone** has not signed in. **player** is a signed-in player, and speaks for themselves alone. **server** is a secret key of the studio, or a token made from one. **admin** is a member of the studio who has entered a game. A permission has to be held besides.',
    ...contracts.map(({ id }) => matrix(id, methods)),
    rolesSection(roles, plugins),
    auditedSection(methods),
  );
}

function matrix(contract, methods) {
  const rows = methods
    .filter((method) => method.contract === contract)
    .map(({ id, spec }) => [
      `[${id}](methods.md#${id.toLowerCase().replace(/[^a-z0-9-]/g, '')})`,
      ...callers.map((who) => (admitted[spec.who].includes(who) ? 'yes' : '')),
      needed(spec),
      shown(spec),
    ]);
  return `## ${contract}\n\n${table(['Method', ...callers, 'Permission', 'Shows others'], rows)}`;
}

/** What the credential has to hold, or the role in the organization that is named, as the method's notes say. */
function needed({ needs, notes = '' }) {
  if (needs) return code(needs);
  const [, inOrganization] = /Needs ((?:`[a-z]+\.[a-z_]+`(?: and )?)+)/.exec(notes) ?? [];
  return inOrganization ? `${inOrganization} by the role in the organization` : '';
}

function shown({ reveals, revealsTo }) {
  if (!reveals) return '';
  return revealsTo === 'deployment' ? `${reveals} In all games of the deployment.` : reveals;
}

/** What each role of an organization holds, of the permissions of all plugins. */
function rolesSection(roles, plugins) {
  const permissions = plugins.flatMap(({ spec }) => Object.entries(spec.permissions ?? {}));
  const names = Object.keys(roles);
  const rows = permissions
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([permission, what]) => [
      code(permission),
      sentence(what),
      ...names.map((name) => (roles[name].includes(permission) ? 'yes' : '')),
    ]);
  return [
    '## Roles and permissions',
    names.length > 0
      ? 'The roles every organization has. Own roles are any selection of these permissions, and nobody can give away what they do not hold.'
      : 'The permissions of all plugins.',
    table(['Permission', 'Allows', ...names], rows),
  ].join('\n\n');
}

function auditedSection(methods) {
  const rows = methods
    .filter(({ spec }) => spec.audited)
    .map(({ id, spec }) => [code(id), spec.audited.map(code).join(', ') || 'nothing']);
  if (rows.length === 0) return '';
  return `## Written down\n\nEach of these calls is in the audit log, with who, when, from where and how it ended.\n\n${table(['Method', 'Fields that are kept'], rows)}`;
}
