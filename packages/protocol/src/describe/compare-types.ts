import type { Direction } from './json-schema.js';
import type { FieldTypes } from './snapshot.js';

/** Something a client relied on and would lose. */
export interface BreakingChange {
  /** `saves.put.input.slot_name`: what a line in DEPRECATIONS.md has to name. */
  readonly id: string;
  /** What happened to it, without a full stop. */
  readonly what: string;
}

interface KnownField {
  readonly optional: boolean;
  readonly types: readonly string[];
}

/**
 * What breaks between two states of a set of fields. An input may only take more than before, an output may only
 * promise more.
 */
export function compareFields(
  before: FieldTypes,
  after: FieldTypes,
  direction: Direction,
  owner: string,
): BreakingChange[] {
  const old = read(before);
  const now = read(after);
  const removed = [...old.keys()].filter((path) => !now.has(path));
  const lost = removed
    .filter((path) => !removed.some((other) => lies(path, other)))
    .map((path) => ({ id: idOf(owner, path), what: 'was removed' }));
  const added = direction === 'input' ? [...now].filter(([path]) => !old.has(path)) : [];
  const demanded = added
    .filter(([path, { optional }]) => !optional && !added.some(([other]) => lies(path, other)))
    .filter(([path]) => !isInNewAlternative(path, old, now))
    .map(([path]) => ({ id: idOf(owner, path), what: 'is new and required' }));
  const changed = [...old].flatMap(([path, known]) => {
    const next = now.get(path);
    return next ? changesOf(known, next, direction).map((what) => ({ id: idOf(owner, path), what })) : [];
  });
  return [...lost, ...demanded, ...changed];
}

function changesOf(before: KnownField, after: KnownField, direction: Direction): string[] {
  const isInput = direction === 'input';
  const [wide, narrow] = isInput ? [after, before] : [before, after];
  const strange = narrow.types.filter((type) => !wide.types.some((other) => includes(other, type)));
  const said = strange.join(' | ');
  return [
    ...(isInput && before.optional && !after.optional ? ['became required'] : []),
    ...(!isInput && !before.optional && after.optional ? ['became optional'] : []),
    ...(strange.length > 0 ? [isInput ? `no longer takes ${said}` : `may now be ${said}`] : []),
  ];
}

/** Whether every value of one type is a value of another. */
function includes(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === 'any') return true;
  if (wide === 'string') return narrow.startsWith('string(') || narrow.startsWith("'");
  if (wide === 'boolean') return narrow === 'true' || narrow === 'false';
  if (wide === 'number') return narrow === 'integer' || isNumeral(narrow);
  return wide === 'integer' && isNumeral(narrow) && Number.isInteger(Number(narrow));
}

const isNumeral = (type: string): boolean => /^-?\d/.test(type);

/** A member of an object that may now be given where only something else was taken before demands nothing of old callers. */
function isInNewAlternative(
  path: string,
  old: ReadonlyMap<string, KnownField>,
  now: ReadonlyMap<string, KnownField>,
): boolean {
  const owners = [...now.keys()].filter((other) => lies(path, other));
  const nearest = owners.toSorted((a, b) => b.length - a.length)[0];
  const known = nearest === undefined ? undefined : old.get(nearest);
  return known !== undefined && !known.types.some((type) => ['object', 'array', 'any'].includes(type));
}

/** Whether a field lies inside another: `saves[].data` inside `saves[]` and inside `saves`. */
const lies = (path: string, other: string): boolean =>
  other !== path && (other === '' || path.startsWith(`${other}.`) || path.startsWith(`${other}[]`));

const idOf = (owner: string, path: string): string => (path === '' ? owner : `${owner}.${path}`);

function read(fields: FieldTypes): Map<string, KnownField> {
  const whole = ['', { optional: false, types: ['object'] }] as const;
  const named = Object.entries(fields).map(([name, types]) => {
    const optional = name.endsWith('?');
    return [optional ? name.slice(0, -1) : name, { optional, types: split(types) }] as const;
  });
  return new Map<string, KnownField>([whole, ...named]);
}

/** Literals may hold the very sign that separates types. */
const split = (types: string): string[] => types.match(/'(?:[^'\\]|\\.)*'|[^\s|]+/g) ?? [];
