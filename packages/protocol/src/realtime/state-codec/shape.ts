import type { Quantum } from './quantum.js';

/** The form of a value: 0 stands for any number, other scalars for themselves, objects and arrays for their insides. */
export type Template = number | string | boolean | null | Template[] | { [key: string]: Template };

const maxDepth = 4;
const maxNumbers = 64;
const maxText = 32;

/** The form of a value under one key, so that only its numbers have to be sent. */
export class Shape {
  /** How many numbers a value of this form holds. */
  readonly size: number;

  constructor(
    readonly key: string,
    readonly template: Template,
    readonly quantum: Quantum,
  ) {
    this.size = numbersIn(template);
  }

  /** Writes the numbers of a value into `out`, in steps if there is a quantum. False when the value is of another form. */
  read(value: unknown, out: number[]): boolean {
    return this.readPart(this.template, value, out, 0) === this.size;
  }

  /** The value that holds these numbers. */
  build(numbers: readonly number[]): unknown {
    return buildPart(this.template, this.quantum, { numbers, at: 0 });
  }

  /** The place after the last number that was read, or -1. */
  private readPart(template: Template, value: unknown, out: number[], at: number): number {
    if (typeof template === 'number') return this.readNumber(value, out, at);
    if (typeof template !== 'object' || template === null) return value === template ? at : -1;
    if (typeof value !== 'object' || value === null) return -1;
    if (Array.isArray(template)) return this.readList(template, value, out, at);
    return Array.isArray(value) ? -1 : this.readObject(template, value as Record<string, unknown>, out, at);
  }

  private readNumber(value: unknown, out: number[], at: number): number {
    if (typeof value !== 'number') return -1;
    const number = this.quantum.step === 0 ? value : this.quantum.steps(value);
    if (!Number.isFinite(number)) return -1;
    out[at] = number;
    return at + 1;
  }

  private readList(template: readonly Template[], value: object, out: number[], at: number): number {
    if (!Array.isArray(value) || value.length !== template.length) return -1;
    let next = at;
    for (let i = 0; i < template.length && next >= 0; i++)
      next = this.readPart(template[i] as Template, value[i], out, next);
    return next;
  }

  private readObject(
    template: { [key: string]: Template },
    value: Record<string, unknown>,
    out: number[],
    at: number,
  ): number {
    let next = at;
    for (const key in template) {
      next = this.readPart(template[key] as Template, value[key], out, next);
      if (next < 0) return -1;
    }
    for (const key in value) if (!Object.hasOwn(template, key)) return -1;
    return next;
  }
}

interface Numbers {
  readonly numbers: readonly number[];
  at: number;
}

function buildPart(template: Template, quantum: Quantum, from: Numbers): unknown {
  if (typeof template === 'number') {
    const number = from.numbers[from.at++] ?? 0;
    return quantum.step === 0 ? number : quantum.value(number);
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return template.map((part) => buildPart(part, quantum, from));
  const value: Record<string, unknown> = {};
  for (const key of Object.keys(template)) value[key] = buildPart(template[key] as Template, quantum, from);
  return value;
}

const numbersIn = (template: Template): number => {
  if (typeof template === 'number') return 1;
  if (typeof template !== 'object' || template === null) return 0;
  let numbers = 0;
  for (const part of Object.values(template)) numbers += numbersIn(part);
  return numbers;
};

/** The form of a value, or `null` when it holds no number or is too large, too deep or too odd to have one. */
export function templateOf(value: unknown): Template | null {
  const template = formOf(value, 0);
  if (template === undefined) return null;
  const numbers = numbersIn(template);
  return numbers > 0 && numbers <= maxNumbers ? template : null;
}

function formOf(value: unknown, depth: number): Template | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : undefined;
  if (typeof value === 'string') return value.length <= maxText ? value : undefined;
  if (typeof value === 'boolean' || value === null) return value;
  if (depth === maxDepth || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return value.length <= maxNumbers ? formOfList(value, depth) : undefined;
  return isPlain(value) ? formOfObject(value as Record<string, unknown>, depth) : undefined;
}

function formOfList(value: readonly unknown[], depth: number): Template | undefined {
  const parts: Template[] = [];
  for (const part of value) {
    const form = formOf(part, depth + 1);
    if (form === undefined) return undefined;
    parts.push(form);
  }
  return parts;
}

function formOfObject(value: Record<string, unknown>, depth: number): Template | undefined {
  const parts: { [key: string]: Template } = {};
  const keys = Object.keys(value);
  if (keys.length > maxNumbers) return undefined;
  for (const key of keys) {
    const form = key === '__proto__' ? undefined : formOf(value[key], depth + 1);
    if (form === undefined) return undefined;
    parts[key] = form;
  }
  return parts;
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
