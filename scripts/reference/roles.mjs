import { builtInNames, permissionsOfBuiltIn } from '@aethex/plugin-orgs';

/** The permissions of each role that every organization has, of those of all plugins. */
export function rolesOf(plugins) {
  const all = plugins.flatMap(({ spec }) => Object.keys(spec.permissions ?? {}));
  return Object.fromEntries(
    Object.entries(builtInNames).map(([role, name]) => [name, permissionsOfBuiltIn(role, all)]),
  );
}
