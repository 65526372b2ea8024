import { readFileSync } from 'node:fs';

const facts = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** This very copy of core: a plugin made with another one would bring tokens that nothing is bound to. */
export const coreIdentity = Object.freeze({ version: facts.version });
