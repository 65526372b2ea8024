import type { ConfigProblem } from './resolve.js';

/** Everything that is wrong with the configuration, in one message, before anything is opened. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(
      ({ what, where, fix }) => `  ✖ ${what}\n      where  ${where}\n      fix    ${fix}`,
    );
    super(
      `The configuration has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${lines.join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}
