import { z } from 'zod';
import { RawJson } from './raw-json.js';

/** Where fields that travel as written lie in an input: `['data']`, or `['saves', '*', 'data']` in each element of a list. */
export type RawPath = readonly string[];

/** The raw fields of a schema, found through objects, lists and optional wrappers. */
export function rawPaths(schema: z.ZodType): RawPath[] {
  if (schema.meta()?.['rawJson']) return [[]];
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) =>
      rawPaths(field as z.ZodType).map((path) => [name, ...path]),
    );
  }
  if (schema instanceof z.ZodArray)
    return rawPaths(schema.element as z.ZodType).map((path) => ['*', ...path]);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return rawPaths(schema.unwrap() as z.ZodType);
  }
  return [];
}

/**
 * Replaces the values at the paths by the text they were written in.
 * `text` must be valid JSON and `value` what it parses to; `at` is where the value begins in the text.
 */
export function keepRaw(text: string, value: unknown, paths: readonly RawPath[], at = 0): void {
  for (const path of paths) keepOne(text, skipSpace(text, at), value, path);
}

function keepOne(text: string, at: number, value: unknown, path: RawPath): void {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return;
  if (step === '*') {
    if (!Array.isArray(value)) return;
    let index = 0;
    for (const span of elements(text, at))
      replace(text, span, value as unknown as Record<string, unknown>, String(index++), rest);
    return;
  }
  if (Array.isArray(value) || !Object.hasOwn(value, step)) return;
  const span = memberOf(text, at, step);
  if (span) replace(text, span, value as Record<string, unknown>, step, rest);
}

function replace(text: string, span: Span, owner: Record<string, unknown>, key: string, rest: RawPath): void {
  if (rest.length === 0) owner[key] = new RawJson(text.slice(span.start, span.end));
  else keepOne(text, span.start, owner[key], rest);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds where a member's value stands in the object that begins at `at`; of equal keys the last wins, as in JSON.parse. */
export function memberOf(text: string, at: number, wanted: string): Span | undefined {
  let found: Span | undefined;
  let i = skipSpace(text, at + 1);
  while (text[i] === '"') {
    const keyEnd = endOfString(text, i);
    const written = text.slice(i + 1, keyEnd - 1);
    const key = written.includes('\\') ? (JSON.parse(text.slice(i, keyEnd)) as string) : written;
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    if (key === wanted) found = { start, end };
    i = nextItem(text, end);
  }
  return found;
}

/** Where each element of the list that begins at `at` stands. */
export function* elements(text: string, at: number): Generator<Span> {
  let i = skipSpace(text, at + 1);
  while (i < text.length && text[i] !== ']') {
    const end = endOfValue(text, i);
    yield { start: i, end };
    i = nextItem(text, end);
  }
}

function nextItem(text: string, end: number): number {
  const i = skipSpace(text, end);
  return text[i] === ',' ? skipSpace(text, i + 1) : i;
}

function endOfValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  if (first === '{' || first === '[') return endOfNested(text, at);
  const end = /[,\]}\s]/g;
  end.lastIndex = at;
  return end.exec(text)?.index ?? text.length;
}

function endOfNested(text: string, at: number): number {
  const mark = /["{}[\]]/g;
  mark.lastIndex = at;
  let depth = 0;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    const char = match[0];
    if (char === '"') mark.lastIndex = endOfString(text, match.index);
    else if (char === '{' || char === '[') depth += 1;
    else if (--depth === 0) return match.index + 1;
  }
  return text.length;
}

/** The place behind the closing quote of the string that opens at `at`. */
function endOfString(text: string, at: number): number {
  for (let i = text.indexOf('"', at + 1); i >= 0; i = text.indexOf('"', i + 1)) {
    let slashes = 0;
    while (text[i - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return i + 1;
  }
  return text.length;
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\t' || text[i] === '\r') i += 1;
  return i;
}
