export type { MergeVersion, MergeVersions } from './merge/merge-hook.js';
export { SavesConfig } from './saves.config.js';
export { savesPlugin } from './saves.plugin.js';
