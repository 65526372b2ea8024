// Suites fail by Node's own assertions, so that they need no test framework to say so.
export { default as assert } from 'node:assert/strict';

/** One promise of a port in the words of its docstring, and what proves it: it rejects when the promise is broken. */
export interface Promised<S> {
  readonly promise: string;
  check(stage: S): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

type It = (name: string, run: () => Promise<void>, timeout: number) => void;

/** Milliseconds for one promise; most take a few. */
const timeout = 60_000;

/** Runs one check on a stage of its own. */
export async function prove<S extends Closable>(
  promised: Promised<S>,
  raise: () => Promise<S>,
): Promise<void> {
  const stage = await raise();
  try {
    await promised.check(stage);
  } finally {
    await stage.close();
  }
}

/** Makes a test of each promise, under any framework with a global `it`. */
export function contract<S extends Closable>(
  promises: readonly Promised<S>[],
  raise: () => Promise<S>,
): void {
  const { it } = globalThis as { it?: It };
  if (!it)
    throw new TypeError(
      'A contract suite needs the global "it". Run it under Jest, or under Vitest with "globals: true".',
    );
  for (const promised of promises) it(promised.promise, () => prove(promised, raise), timeout);
}
