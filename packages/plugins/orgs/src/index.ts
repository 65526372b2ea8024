export { orgsPlugin } from './orgs.plugin.js';
