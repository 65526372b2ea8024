import { houseError, isAethexError } from '@aethex/protocol';
import type { Metrics } from '../observe/metrics.js';
import type { Adapter } from './adapter.js';

const defaultTimeoutMs = 30_000;

/**
 * Stands between services and an adapter: measures each call, gives up on one that takes too long, and turns a
 * vendor's error into ours. So an adapter is only the mechanism.
 */
export function guard<T extends object>(adapter: Adapter<T>, instance: T, metrics: Metrics): T {
  const guarded = Object.create(adapter.port.prototype) as Record<string, unknown>;
  for (const name of methodNames(instance)) {
    const method = (instance as Record<string, (...args: unknown[]) => unknown>)[name] as (
      ...args: unknown[]
    ) => unknown;
    guarded[name] = watched(adapter, name, method.bind(instance), metrics);
  }
  return guarded as T;
}

function watched(adapter: Adapter, method: string, run: (...args: unknown[]) => unknown, metrics: Metrics) {
  const labels = { port: adapter.port.name, adapter: adapter.name, method };
  const seconds = metrics.portSeconds.labels(labels);
  const limit = adapter.timeoutMs ?? defaultTimeoutMs;
  const failed = (error: unknown): never => {
    metrics.portErrors.inc(labels);
    throw isAethexError(error)
      ? error
      : houseError('server.unavailable', { part: labels.port }, { cause: error, retryAfter: 1 });
  };
  return (...args: unknown[]): unknown => {
    const began = performance.now();
    let result: unknown;
    try {
      result = run(...args);
    } catch (error) {
      return failed(error);
    }
    if (!(result instanceof Promise)) return result;
    const inTime = limit > 0 ? within(result, limit, labels.port) : result;
    return inTime.then((value: unknown) => {
      seconds.observe((performance.now() - began) / 1000);
      return value;
    }, failed);
  };
}

function within<T>(work: Promise<T>, ms: number, part: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(houseError('server.unavailable', { part }, { retryAfter: 1 })), ms);
    const settle =
      <V>(done: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        done(value);
      };
    work.then(settle(resolve), settle(reject));
  });
}

/** The methods of an adapter, its own and inherited ones, down to Object. */
function methodNames(instance: object): string[] {
  const names = new Set<string>();
  for (
    let level: object | null = instance;
    level && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (name !== 'constructor' && typeof (instance as Record<string, unknown>)[name] === 'function')
        names.add(name);
    }
  }
  return [...names];
}
