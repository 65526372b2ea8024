import { pino } from 'pino';
import type { LogConfig } from '../config/sections.js';
import { logStream } from './log-stream.js';

/** The house's logger: pino, JSON lines, no secret ever. */
export abstract class Logger {
  abstract trace(facts: object, message?: string): void;
  abstract debug(facts: object, message?: string): void;
  abstract info(facts: object, message?: string): void;
  abstract warn(facts: object, message?: string): void;
  abstract error(facts: object, message?: string): void;
  abstract child(facts: object): Logger;
  abstract isLevelEnabled(level: string): boolean;
  abstract flush(): void;
}

/** Names whose values never reach a log, wherever they stand in the first levels of what is logged. */
const secrets = [
  'password',
  'current_password',
  'new_password',
  'token',
  'refresh_token',
  'device_token',
  'device_secret',
  'authorization',
  'cookie',
  'secret',
];
const redacted = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export const levels = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, silent: 100 } as const;

/** Makes the logger. `flush` writes at once what has been gathered. */
export function createLogger(config: Pick<LogConfig, 'level'>): Logger {
  const options = {
    level: config.level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redacted, censor: '•••' },
  };
  return pino(options, logStream());
}
