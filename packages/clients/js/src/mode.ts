import type { Mode } from './contract-types.js';
import { AethexClientError, type Result } from './result.js';

/** The same methods, answering results or, in the mode `throw`, data. */
export function inMode<T extends object>(api: T, mode: Mode): T {
  if (mode === 'result') return api;
  return new Proxy(api, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => opened(Reflect.apply(member, target, args));
    },
  });
}

function opened(answer: unknown): unknown {
  if (!(answer instanceof Promise)) return answer;
  return answer.then((result: unknown) => {
    if (!isResult(result)) return result;
    if (!result.success) throw new AethexClientError(result.error);
    return result.data;
  });
}

const isResult = (value: unknown): value is Result<unknown> =>
  typeof value === 'object' && value !== null && 'success' in value && typeof value.success === 'boolean';
