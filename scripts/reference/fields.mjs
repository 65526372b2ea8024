import { toJsonSchema } from '@aethex/protocol';
import { code, table } from './markdown.mjs';

/** The id of the named schema that an output is as a whole. */
export const shapeOf = (schema) => toJsonSchema(schema, 'output').schema.$ref?.split('/').at(-1);

export const shapeLink = (shape, onPage = '') => `[${shape}](${onPage}#${shape.toLowerCase()})`;

/** A table of fields. `place` says where a top-level field travels on REST; members of a named shape stand on their own. */
export function fieldsTable(fields, place = () => '') {
  const shapes = fields.filter(({ shape }) => shape !== undefined).map(({ path }) => path);
  const own = fields.filter(({ path }) => !shapes.some((shape) => path.startsWith(`${shape}.`)));
  if (own.length === 0) return '';
  const rows = own.map((field) => [
    field.path === '' ? 'the whole' : code(field.path),
    typeOf(field),
    needOf(field),
    place(field.path),
    field.description ?? '',
  ]);
  return table(['Field', 'Type', '', 'REST', 'Meaning'], rows);
}

function typeOf({ types, shape }) {
  const nullLast = types.toSorted((a, b) => Number(a === 'null') - Number(b === 'null'));
  return nullLast.map((type) => (type === 'object' && shape ? shapeLink(shape) : code(type))).join(' or ');
}

function needOf({ optional, ...field }) {
  if (field.default !== undefined) return `default ${code(JSON.stringify(field.default))}`;
  return optional ? 'optional' : '';
}
