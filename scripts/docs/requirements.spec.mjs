import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from './pages.mjs';

const page = resolve(root, 'docs/guide/security-requirements.md');
const wanted = [
  ['O', 11],
  ['A', 24],
  ['G', 5],
  ['Q', 5],
].flatMap(([letter, count]) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`));
/** Nothing of it is built, so there is nothing to test. */
const withoutTests = new Set(['Q2', 'Q3', 'Q5']);

const rows = [...readFileSync(page, 'utf8').matchAll(/^\| ([A-Z]\d+) +\|.*$/gm)].map(([row, code]) => ({
  code,
  files: [...row.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => resolve(dirname(page), target)),
}));

it('every security requirement has one row', () => {
  expect(rows).toHaveLength(wanted.length);
  expect(new Set(rows.map(({ code }) => code))).toEqual(new Set(wanted));
});

it('every security requirement names its tests, and all of them exist', () => {
  const untested = rows.filter(({ code, files }) => files.length === 0 && !withoutTests.has(code));
  expect(untested.map(({ code }) => code)).toEqual([]);
  expect(rows.flatMap(({ files }) => files).filter((file) => !existsSync(file))).toEqual([]);
});
