export { orgsPlugin } from './orgs.plugin.js';
export { FirstAdmin } from './orgs/first-admin.js';
export { OrgsConfig } from './orgs.config.js';
export { LocalDesk, type NewKey, type ShownOrg } from './desk/local-desk.js';
export { builtInNames, permissionsOfBuiltIn, type BuiltIn } from './rules/roles.js';
