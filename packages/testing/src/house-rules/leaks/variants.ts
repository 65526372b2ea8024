import { createHash } from 'node:crypto';
import { isUuid, withValue, type IdField } from './id-fields.js';

/** A field that names something of the victim. */
export interface VictimsField extends IdField {
  /** The victim's own value. */
  readonly victims: string;
  /** Whether the field takes `me`. */
  readonly takesMe: boolean;
}

/** One call with the victim's ids, and those that have to look like it because something they name does not exist. */
export interface Family {
  readonly foreign: unknown;
  readonly missing: readonly { readonly field: string; readonly madeUp: string; readonly input: unknown }[];
}

/**
 * The calls of a stranger: all ids the victim's, against each one made up; and the same again with `me` where a player
 * is named, against what the stranger has.
 */
export function familiesOf(template: unknown, fields: readonly VictimsField[]): Family[] {
  const foreign = fields.reduce((input, { path, victims }) => withValue(input, path, victims), template);
  const families = [family(foreign, fields)];
  const mine = fields.filter(({ takesMe }) => takesMe);
  const rest = fields.filter(({ takesMe }) => !takesMe);
  if (mine.length > 0 && rest.length > 0)
    families.push(
      family(
        mine.reduce((input, { path }) => withValue(input, path, 'me'), foreign),
        rest,
      ),
    );
  return families;
}

function family(foreign: unknown, fields: readonly VictimsField[]): Family {
  const one = fields.map(({ name, path, victims }) => {
    const madeUp = madeUpLike(victims, 1);
    return { field: name, madeUp, input: withValue(foreign, path, madeUp) };
  });
  return { foreign, missing: one };
}

/** A value of the same form that nothing has. The same for the same value and number. */
export function madeUpLike(value: string, nth: number): string {
  const random = createHash('sha512').update(`${nth} ${value}`).digest();
  const from = isUuid(value) ? 24 : value.indexOf('_') + 1;
  return [...value]
    .map((char, index) => (index < from ? char : otherChar(char, random[index % 64] ?? 0)))
    .join('');
}

function otherChar(char: string, by: number): string {
  const alphabet = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ'].find((one) =>
    one.includes(char),
  );
  return alphabet?.[by % alphabet.length] ?? char;
}
