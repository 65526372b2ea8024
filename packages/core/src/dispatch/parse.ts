import { houseError, type AethexError, type MethodSpec } from '@aethex/protocol';
import type { z } from 'zod';

/** Parses an input, or fails with every field that does not fit. */
export function parseInput(spec: MethodSpec, input: unknown): unknown {
  const parsed = spec.input.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw inputError(parsed.error.issues);
}

interface FieldIssue {
  readonly field: string;
  readonly reason: string;
}

/** At most this many fields are named, so that a hostile input cannot make a long answer. */
const named = 10;

function inputError(issues: readonly z.core.$ZodIssue[]): AethexError {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  const fields: FieldIssue[] = issues.slice(0, named).map((issue) => ({
    field: fieldOf(issue),
    reason: issue.code === 'unrecognized_keys' ? 'is not known' : reasonOf(issue),
  }));
  const { field, reason } = unknown
    ? { field: fieldOf(unknown), reason: 'is not known' }
    : (fields[0] as FieldIssue);
  const message = field ? `${field}: ${reason}.` : `The input ${reason}.`;
  return houseError(
    unknown ? 'request.unknown_field' : 'request.invalid',
    { field, reason, fields },
    { message },
  );
}

function fieldOf(issue: z.core.$ZodIssue): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  return path.map((step) => String(step).slice(0, 64)).join('.');
}

function reasonOf(issue: z.core.$ZodIssue): string {
  const text = issue.message.replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
