#!/usr/bin/env node
/** Removes what `tsc -b` made. Build info goes too: without it `tsc -b` would think all is up to date. */
import { rmSync } from 'node:fs';
import { workspaces } from './workspaces.mjs';

for (const folder of workspaces()) {
  rmSync(`${folder}/dist`, { recursive: true, force: true });
  for (const name of ['.tsbuildinfo', '.node.tsbuildinfo']) rmSync(`${folder}/${name}`, { force: true });
}
