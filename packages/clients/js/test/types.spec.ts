import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** What the compiler finds wrong with a file. An unused `@ts-expect-error` is wrong too. */
function mistakesIn(path: string): string[] {
  const file = fileURLToPath(new URL(path, import.meta.url));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['aethex-source'],
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options))
    .filter(({ file: where }) => where === undefined || where.fileName === file)
    .map(({ messageText, start, file: where }) => {
      const line = (where?.getLineAndCharacterOfPosition(start ?? 0).line ?? -1) + 1;
      return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}

describe('the types', () => {
  it('know every field, method, event and error of a contract, and no other', () => {
    expect(mistakesIn('./types/wrong-names.ts')).toEqual([]);
  }, 120_000);
});
