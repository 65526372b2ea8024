/** Goes on at once after what is there, later after what is promised. */
export function andThen<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** For what has been told already when it fails: a failed promise becomes `undefined`. */
export const quiet = <T>(value: T | Promise<T>): T | undefined | Promise<T | undefined> =>
  value instanceof Promise ? value.catch(() => undefined) : value;
