import { Logger } from '@aethex/core';

export interface LogLine {
  readonly level: string;
  readonly facts: object;
  readonly message: string;
}

/** A log that a test can read. */
export class MemoryLog extends Logger {
  constructor(readonly lines: LogLine[] = []) {
    super();
  }

  trace = this.line('trace');
  debug = this.line('debug');
  info = this.line('info');
  warn = this.line('warn');
  error = this.line('error');

  /** Writes to the same lines. */
  child(): MemoryLog {
    return new MemoryLog(this.lines);
  }

  isLevelEnabled(): boolean {
    return true;
  }

  flush(): void {
    // Lines are never held back.
  }

  private line(level: string) {
    return (facts: object, message = ''): void => void this.lines.push({ level, facts, message });
  }
}

/** A log in memory. */
export const memoryLog = (): MemoryLog => new MemoryLog();
