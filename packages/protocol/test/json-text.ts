import * as fc from 'fast-check';

const spaces = fc.stringMatching(/^[ \n\t\r]{0,3}$/);

/** A JSON string, with some characters escaped that need not be. */
const stringText = (value: fc.Arbitrary<string>) =>
  fc.tuple(value, fc.infiniteStream(fc.integer({ min: 0, max: 9 }))).map(([characters, dice]) => ({
    value: characters,
    text: `"${[
      ...JSON.stringify(characters)
        .slice(1, -1)
        .matchAll(/\\u[\da-f]{4}|\\.|[\s\S]/g),
    ]
      .map(([unit]) => (unit.length === 1 && dice.next().value === 0 ? escaped(unit) : unit))
      .join('')}"`,
  }));

const escaped = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;

const numberText = fc.oneof(
  fc.constantFrom('0', '-0', '1.0', '1e5', '-1.50E-3', '12345678901234567890', '0.1000'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);

const wordText = fc.constantFrom('null', 'true', 'false');

const awkward = fc.constantFrom('}', ']', '{', '[', ',', ':', '"', '\\', '\\"', '"}', '\\\\', '😀', '\u2028');
const anyString = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), awkward);

/** Any JSON value as text: any whitespace, escapes, spellings of numbers, and keys that come twice. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string; object: string; array: string }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      wordText,
      numberText,
      stringText(anyString).map(({ text }) => text),
      tie('object'),
      tie('array'),
    ),
    object: fc
      .array(fc.tuple(stringText(anyString), tie('value'), spaces, spaces, spaces, spaces), { maxLength: 4 })
      .map((members) => objectText(members.map(([key, value, ...gaps]) => ({ key: key.text, value, gaps })))),
    array: fc
      .array(fc.tuple(tie('value'), spaces, spaces), { maxLength: 4 })
      .map((items) => `[${items.map(([value, a, b]) => a + value + b).join(',')}]`),
  }),
).value;

interface Member {
  /** In quotes, as written. */
  readonly key: string;
  readonly value: string;
  readonly gaps: readonly string[];
}

const objectText = (members: readonly Member[]): string =>
  `{${members.map(({ key, value, gaps: [a = '', b = '', c = '', d = ''] }) => a + key + b + ':' + c + value + d).join(',')}}`;

/** An object whose keys are often the wanted ones, written one way or another, with the text of each member. */
export function objectWith(wanted: readonly string[]) {
  const key = fc.oneof(stringText(fc.constantFrom(...wanted)), stringText(anyString));
  return fc
    .tuple(
      spaces,
      fc.array(fc.tuple(key, jsonText, spaces, spaces, spaces, spaces), { maxLength: 6 }),
      spaces,
    )
    .map(([before, members, after]) => ({
      text:
        before +
        objectText(members.map(([{ text }, value, ...gaps]) => ({ key: text, value, gaps }))) +
        after,
      members: members.map(([{ value }, text]) => ({ key: value, text })),
    }));
}

/** A list of such objects, each with the text of its members. */
export const listOf = (wanted: readonly string[]) =>
  fc.array(objectWith(wanted), { maxLength: 4 }).map((items) => ({
    text: `[${items.map(({ text }) => text).join(',')}]`,
    items,
  }));
