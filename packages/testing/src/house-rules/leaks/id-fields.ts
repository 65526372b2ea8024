import { httpOf, pathFields, type MethodSpec } from '@aethex/protocol';

/** A place in an input that names something: where it is, what it is called and the value the example has there. */
export interface IdField {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly value: string;
}

const idName = /(?:^|_)(?:ids?|codes?|handle|token|ref|key|secret)$|^slot_name$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const playerName = /^(?:user|player|member|account|owner|host|leader)_id$/;

export const isUuid = (value: string): boolean => uuid.test(value);
/** Whether a field of this name names a player. */
export const namesPlayer = (name: string): boolean => playerName.test(name);
/** `player_ids` holds what elsewhere is called `player_id`. */
export const singular = (name: string): string => (name.endsWith('_ids') ? name.slice(0, -1) : name);

/** The fields of an input that name something: by their name, by their value, or because the route has them in its path. */
export function idFieldsOf(spec: MethodSpec, input: unknown): IdField[] {
  const http = httpOf(spec);
  const inPath = new Set(http ? pathFields(http.route) : []);
  return leavesOf(input)
    .map(({ path, value }) => ({ path, name: nameOf(path), value }))
    .filter(({ name, value }) => inPath.has(name) || idName.test(name) || isUuid(value))
    .map((field) => ({ ...field, name: singular(field.name) }));
}

/** Whether a value found under this name tells one thing from all others, so that it must not be shown to strangers. */
export const tellsApart = (name: string, value: string): boolean =>
  isUuid(value) || (idName.test(name) && /\d/.test(value) && value.length >= 6 && !/[\s:]/.test(value));

/** Every text in a JSON value, with the way to it. */
export function leavesOf(
  value: unknown,
  path: readonly (string | number)[] = [],
): { path: readonly (string | number)[]; value: string }[] {
  if (typeof value === 'string') return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((one, index) => leavesOf(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key]));
}

/** A copy with another value in one place. */
export function withValue(value: unknown, path: readonly (string | number)[], put: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return put;
  if (Array.isArray(value))
    return value.map((one, index) => (index === key ? withValue(one, rest, put) : (one as unknown)));
  const fields = value as Record<string, unknown>;
  return { ...fields, [key]: withValue(fields[key], rest, put) };
}

/** The nearest word on the way: an element of a list is called like the list, an `id` of a `room` is a `room_id`. */
function nameOf(path: readonly (string | number)[]): string {
  const words = path.filter((step): step is string => typeof step === 'string');
  const last = words.at(-1) ?? '';
  const parent = words.at(-2);
  return last === 'id' && parent !== undefined ? `${parent.replace(/s$/, '')}_id` : last;
}

/** Every text of an answer with the name of its field. */
export const namedLeavesOf = (value: unknown): { name: string; value: string }[] =>
  leavesOf(value).map(({ path, value: text }) => ({ name: singular(nameOf(path)), value: text }));
