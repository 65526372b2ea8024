import type { z } from 'zod';
import { nearest } from './nearest.js';
import { isSecret, type AnySection, type SectionFacts } from './section.js';

/** One thing wrong with the configuration: what, where it stands, and how to mend it. */
export interface ConfigProblem {
  readonly what: string;
  readonly where: string;
  readonly fix: string;
}

export interface ResolvedValue {
  readonly key: string;
  readonly value: unknown;
  /** `default`, `file`, `AETHEX_…` or a flag. */
  readonly origin: string;
  readonly secret: boolean;
}

export interface ResolvedSection {
  readonly section: AnySection;
  readonly values: object;
  readonly list: readonly ResolvedValue[];
}

/** Where values come from; of two the later wins: default, file, environment, flags. */
export interface Sources {
  readonly file: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  readonly fileName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

const envPrefix = 'AETHEX_';

/** `maxBytes` of `saves` is `AETHEX_SAVES_MAX_BYTES`. */
export const envName = (section: string, key: string): string =>
  `${envPrefix}${section}_${key.replace(/[A-Z]/g, (char) => `_${char}`)}`.toUpperCase();

/** Reads every section from all sources and reports everything that is wrong at once. */
export function resolveSections(sections: readonly AnySection[], sources: Sources) {
  const problems: ConfigProblem[] = [
    ...unknownEnv(sections, sources.env),
    ...unknownSections(sections, sources),
    ...shapelessSections(sections, sources),
    ...unknownFlags(sections, sources.flags),
  ];
  const resolved = sections.map((section) => resolveSection(section, sources, problems));
  return { resolved, problems };
}

function resolveSection(section: AnySection, sources: Sources, problems: ConfigProblem[]): ResolvedSection {
  const facts = section.section;
  const input: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const take = (key: string, value: unknown, origin: string): void => {
    input[key] = value;
    origins[key] = origin;
  };
  for (const [key, value] of Object.entries(sources.file[facts.id] ?? {})) {
    if (value !== undefined) take(key, value, sources.fileName);
  }
  for (const [key, field] of Object.entries(facts.schema.shape)) {
    const name = envName(facts.id, key);
    const written = sources.env[name];
    if (written !== undefined && written !== '') take(key, fromText(field as z.ZodType, written), name);
    const flag = sources.flags[`${facts.id}.${key}`];
    const given = typeof flag === 'string' ? fromText(field as z.ZodType, flag) : flag;
    if (given !== undefined) take(key, given, `--${facts.id}.${key}`);
  }
  const parsed = facts.schema.safeParse(input);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map((issue) => problemOf(facts, issue, origins, sources)));
  const values = parsed.success ? parsed.data : {};
  const list = Object.entries(facts.schema.shape).map(([key, field]) => ({
    key,
    value: values[key],
    origin: origins[key] ?? 'default',
    secret: isSecret(field as z.ZodType),
  }));
  return { section, values, list };
}

/** Reads a text of the environment or of a flag as what the key takes: a number, a truth, a list, or the text itself. */
function fromText(field: z.ZodType, text: string): unknown {
  if (field.safeParse(text).success) return text;
  const candidates: unknown[] = [Number(text), text === 'true' ? true : text === 'false' ? false : undefined];
  candidates.push(text.split(',').map((part) => part.trim()));
  const fitting = candidates.find(
    (value) => value !== undefined && !Number.isNaN(value) && field.safeParse(value).success,
  );
  if (fitting !== undefined) return fitting;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function problemOf(
  facts: SectionFacts,
  issue: z.core.$ZodIssue,
  origins: Record<string, string>,
  sources: Sources,
): ConfigProblem {
  const keys = Object.keys(facts.schema.shape);
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0] ?? '';
    const near = nearest(unknown, keys);
    return {
      what: `${facts.id}.${unknown} is no setting.`,
      where: origins[unknown] ?? sources.fileName,
      fix: near ? `Did you mean ${facts.id}.${near}?` : `Remove it. ${facts.id} has: ${keys.join(', ')}.`,
    };
  }
  const key = String(issue.path[0] ?? '');
  const origin = origins[key];
  return {
    what: `${facts.id}.${key} ${origin ? lower(issue.message) : 'is missing'}.`,
    where: origin ?? sources.fileName,
    fix: `Set ${facts.id}.${key} in ${sources.fileName}, or ${envName(facts.id, key)}.`,
  };
}

function unknownEnv(sections: readonly AnySection[], env: Sources['env']): ConfigProblem[] {
  const known = sections.flatMap(({ section }) =>
    Object.keys(section.schema.shape).map((key) => envName(section.id, key)),
  );
  return Object.keys(env)
    .filter(
      (name) => name.startsWith(envPrefix) && !name.startsWith(`${envPrefix}TEST_`) && !known.includes(name),
    )
    .map((name) => {
      const near = nearest(name, known);
      return {
        what: `${name} is no setting.`,
        where: 'the environment',
        fix: near ? `Did you mean ${near}?` : 'Remove it; `aethex config` lists what there is.',
      };
    });
}

function unknownFlags(sections: readonly AnySection[], flags: Sources['flags']): ConfigProblem[] {
  const known = sections.flatMap(({ section }) =>
    Object.keys(section.schema.shape).map((key) => `${section.id}.${key}`),
  );
  return Object.keys(flags)
    .filter((flag) => !known.includes(flag))
    .map((flag) => {
      const near = nearest(flag, known);
      return {
        what: `${flag} is no setting.`,
        where: 'the command line',
        fix: near ? `Did you mean ${near}?` : 'Remove it; `aethex config` lists what there is.',
      };
    });
}

function unknownSections(sections: readonly AnySection[], sources: Sources): ConfigProblem[] {
  const ids = sections.map(({ section }) => section.id);
  return Object.keys(sources.file)
    .filter((id) => !ids.includes(id))
    .map((id) => {
      const near = nearest(id, ids);
      return {
        what: `"${id}" is no section of the configuration.`,
        where: sources.fileName,
        fix: near
          ? `Did you mean "${near}"?`
          : `Remove it, or add the plugin it belongs to. There are: ${ids.join(', ')}.`,
      };
    });
}

/** A section is a group of settings; a bare value would be dropped without a word. */
function shapelessSections(sections: readonly AnySection[], sources: Sources): ConfigProblem[] {
  return sections
    .map(({ section }) => section)
    .filter(({ id }) => sources.file[id] !== undefined && !isGroup(sources.file[id]))
    .map(({ id, schema }) => ({
      what: `"${id}" must be a group of settings.`,
      where: sources.fileName,
      fix: `Write "${id}": { "${Object.keys(schema.shape)[0] ?? ''}": … }.`,
    }));
}

const isGroup = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const lower = (message: string): string => {
  const text = message.replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
};
