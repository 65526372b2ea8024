import { coreSections, envName } from '@aethex/core';
import { toJsonSchema } from '@aethex/protocol';
import { BackupConfig, DataConfig, defaultPlugins, KeysConfig } from '@aethex/server';
import { code, page, table } from './markdown.mjs';

/** Every setting of every section, with its variable, its default and its meaning. */
export function settingsPage() {
  const plugins = defaultPlugins().flatMap(({ spec }) => (spec.config ? [spec.config] : []));
  const sections = [DataConfig, BackupConfig, KeysConfig, ...coreSections, ...plugins].map(
    ({ section }) => section,
  );
  return page(
    '# Settings',
    'A setting comes from its default, from the configuration file, from a variable of the environment or from a flag; of two the later wins. Sizes may be written as `64kb` or `1mb`, times as `30s`, `15m`, `1h` or `30d`, lists in the environment with commas. `aethex config` prints every value and where it came from; a mistake anywhere is reported before anything is opened.',
    ...sections.flatMap((section) => [`## ${section.id}`, tableOf(section)]),
  );
}

const tableOf = ({ id, schema }) =>
  table(
    ['Setting', 'Variable', 'Default', 'Takes', 'Meaning'],
    Object.entries(schema.shape).map(([key, field]) => rowOf(id, key, field)),
  );

function rowOf(id, key, field) {
  const { description, form, secret } = field.meta() ?? {};
  if (!description) throw new Error(`Setting "${id}.${key}" has no meaning. Give its schema .describe('…').`);
  return [
    code(`${id}.${key}`),
    code(envName(id, key)),
    defaultOf(field, form),
    takesOf(field, form),
    `${description}${secret ? ' Never printed.' : ''}`,
  ];
}

function defaultOf(field, form) {
  const byDefault = field.safeParse(undefined);
  if (!byDefault.success) return 'required';
  const { data } = byDefault;
  if (data === undefined || (Array.isArray(data) && data.length === 0)) return '';
  if (form === 'size') return code(inUnits(data, ['', 'kb', 'mb', 'gb', 'tb'], 1024));
  if (form === 'time') return code(inTime(data));
  return code(typeof data === 'string' ? data || '""' : JSON.stringify(data));
}

function inUnits(value, [unit, ...larger], step) {
  return value > 0 && value % step === 0 && larger.length > 0
    ? inUnits(value / step, larger, step)
    : `${value}${unit}`;
}

function inTime(seconds) {
  const [size, unit] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'm'],
    [1, 's'],
  ].find(([size]) => seconds > 0 && seconds % size === 0) ?? [1, 's'];
  return `${seconds / size}${unit}`;
}

function takesOf(field, form) {
  if (form) return `a ${form}`;
  const { schema } = toJsonSchema(field, 'input');
  if (schema.enum) return schema.enum.map(code).join(', ');
  const types = [schema, ...(schema.anyOf ?? [])].flatMap(({ type }) => type ?? []);
  return types.map((type) => words[type](schema)).join(' or ');
}

const words = {
  array: () => 'a list',
  boolean: () => '`true` or `false`',
  null: () => 'nothing',
  object: () => 'an object',
  string: ({ format }) => (format === 'uri' ? 'a URL' : 'a text'),
  number: range,
  integer: range,
};

function range({ minimum, exclusiveMinimum, maximum }) {
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1);
  const from = least === undefined ? '' : ` from ${least}`;
  return `a number${from}${maximum === undefined ? '' : ` to ${maximum}`}`;
}
