/** Asks, and gives up after so many milliseconds; what comes after the first word of the answer has no limit here. */
export async function inTime<T>(ms: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    control.abort();
  }, ms);
  try {
    return await ask(control.signal);
  } catch (error) {
    if (!isLate) throw error;
    throw Object.assign(new Error(`no answer within ${ms} ms`, { cause: error }), { name: 'TimeoutError' });
  } finally {
    clearTimeout(timer);
  }
}
