import type { Logger } from '@aethex/core';
import type { LoggerService } from '@nestjs/common';

/** Lets what Nest itself has to say go the way of all log lines. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  /** Nest's chatter at start says nothing an operator needs. */
  log(): void {}

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: rest.at(-1) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(
      { context: rest.at(-1), ...(message instanceof Error && { err: message }) },
      String(message),
    );
  }
}
