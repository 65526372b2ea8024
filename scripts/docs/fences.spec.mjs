import { describe, expect, it } from '@jest/globals';
import { fencesOf, sortOf } from './fences.mjs';
import { matchesJson, matchesText } from './match.mjs';

const fence = (info, text = 'x') => fencesOf(`\`\`\`${info}\n${text}\n\`\`\``)[0];

describe('fences', () => {
  it('are found in order, with their line and their text', () => {
    const page = 'a\n\n```sh\none\ntwo\n```\n\n- b\n  ```json\n  {}\n  ```\n';
    expect(fencesOf(page)).toMatchObject([
      { line: 3, language: 'sh', text: 'one\ntwo\n' },
      { line: 9, language: 'json', text: '{}\n' },
    ]);
  });

  it.each([
    ['sh', 'shell'],
    ['sh background="ready in"', 'background'],
    ['ts', 'program'],
    ['js check', 'checked'],
    ['json', 'json'],
    ['json config', 'config'],
    ['json output', 'output'],
    ['text', 'text'],
    ['ini file="a.ini"', 'file'],
    ['gdscript not-run="needs Godot"', 'shown'],
  ])('of "%s" are for %s', (info, sort) => {
    expect(fence(info).trouble).toBeNull();
    expect(sortOf(fence(info))).toBe(sort);
  });

  it.each(['', 'yaml', 'sh quickly', 'sh not-run=""', 'sh skip="why"'])('of "%s" are refused', (info) =>
    expect(fence(info).trouble).toEqual(expect.any(String)),
  );

  it('that do not end are refused', () => expect(() => fencesOf('```sh\nx')).toThrow('line 1'));
});

describe('expected output', () => {
  it.each([
    ['ready in 2.2 s', 'ready in … s', true],
    ['a\nb\nc', 'a\n…\nc', true],
    ['a+b', 'a.b', false],
    ['ready', 'ready in', false],
    ['not ready', 'ready', false],
  ])('of the text %j is %j: %s', (actual, expected, isIt) =>
    expect(matchesText(actual, expected)).toBe(isIt),
  );

  it.each([
    [{ a: 1, b: 2 }, { a: 1, '…': '…' }, true],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, { a: 2, '…': '…' }, false],
    [{ a: 1 }, { b: '…', '…': '…' }, false],
    [[1, 2, 3], [1, '…'], true],
    [[1, 2], [1], false],
    [{ id: 'art_x' }, { id: 'art_…' }, true],
    [{ id: 5 }, { id: '…' }, true],
    [null, { '…': '…' }, false],
    [{ a: null }, { a: null }, true],
  ])('of the JSON %j is %j: %s', (actual, expected, isIt) =>
    expect(matchesJson(actual, expected)).toBe(isIt),
  );
});
