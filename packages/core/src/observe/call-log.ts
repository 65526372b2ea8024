import { Injectable } from '@nestjs/common';
import { LogConfig } from '../config/sections.js';
import { logStream } from './log-stream.js';
import { levels } from './logger.js';

/** What one line says of a call. No field can hold a secret. */
export interface CallLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** The id of a method that exists, or a fixed word. */
  readonly method: string;
  readonly wire: string;
  readonly ms: number;
  readonly caller: string;
  readonly requestId: string;
  readonly code?: string;
  /** What really happened, for failures that are ours. */
  readonly err?: unknown;
}

/**
 * Writes one line per call, in the form pino gives all others, to the same stream. Put together by hand: it is the
 * most frequent line by far.
 */
@Injectable()
export class CallLog {
  private readonly least: number;
  private second = 0;
  private time = '';

  constructor(config: LogConfig) {
    this.least = levels[config.level];
  }

  write({ level, method, wire, ms, caller, requestId, code, err }: CallLine): void {
    if (levels[level] < this.least) return;
    const who = caller === '' ? '' : `,"caller":${JSON.stringify(caller)}`;
    const refused = code === undefined ? '' : `,"code":"${code}"`;
    const why = err === undefined ? '' : `,"err":${JSON.stringify(described(err))}`;
    const message = code === undefined ? 'answered' : 'refused';
    logStream().write(
      `{"level":"${level}","time":"${this.now()}","method":"${method}","wire":"${wire}","us":${Math.round(ms * 1000)}${who}${refused}${why},"request_id":"${requestId}","msg":"${message}"}\n`,
    );
  }

  /** ISO 8601; written anew only when the millisecond changes. */
  private now(): string {
    const now = Date.now();
    if (now !== this.second) {
      this.second = now;
      this.time = new Date(now).toISOString();
    }
    return this.time;
  }
}

function described(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && { cause: described(error.cause) }),
  };
}
