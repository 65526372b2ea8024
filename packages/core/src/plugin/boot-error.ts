/** Why the server does not start, and what to do about it. */
export class BootError extends Error {
  constructor(
    readonly what: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(`${what} ${fix}`, options);
    this.name = 'BootError';
  }
}
