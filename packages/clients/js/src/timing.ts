import type { Undo } from './listeners.js';

/** Waits so many milliseconds. `false` when the signal ended the waiting. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const aborted = (): void => finish(false);
    const finish = (waited: boolean): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      resolve(waited);
    };
    const timer = setTimeout(() => finish(true), ms);
    signal?.addEventListener('abort', aborted);
  });
}

/** A signal that ends after so many milliseconds, or with the other one. It must be `over` when it is needed no more. */
export function deadline(ms: number, other?: AbortSignal): { signal: AbortSignal; over: Undo } {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const timer = setTimeout(end, ms);
  other?.addEventListener('abort', end);
  const over = (): void => {
    clearTimeout(timer);
    other?.removeEventListener('abort', end);
  };
  return { signal: ending.signal, over };
}

/** Calls back later, unless it is undone before. In Node it keeps no process alive. */
export function later(ms: number, work: () => void): Undo {
  const timer: unknown = setTimeout(work, ms);
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer as number);
}

/** Calls back whenever the browser comes online again. Elsewhere nobody knows. */
export function whenOnline(work: () => void): Undo {
  const page = globalThis as Partial<Pick<Window, 'addEventListener' | 'removeEventListener'>>;
  page.addEventListener?.('online', work);
  return () => page.removeEventListener?.('online', work);
}

/** Whether the browser says it has no network. */
export const isOffline = (): boolean =>
  (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine === false;
