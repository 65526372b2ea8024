import { spawnSync } from 'node:child_process';
import { installPackage } from './debian.mjs';

/** Makes sure that a command is there, such as the `curl` of the tutorials. */
export function needTool(name) {
  if (spawnSync(name, ['--version']).error) installPackage(name, `Install ${name}.`);
}
