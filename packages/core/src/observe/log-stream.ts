import { pino } from 'pino';

/** Characters that are handed on together. */
const enough = 16_000;
/** Milliseconds after which fewer are handed on as well. */
const patience = 200;

/**
 * Gathers lines and writes them together: one write per line would cost more than most calls do. Lines keep their
 * order. After a crash the database, not the log, is what counts.
 */
class LogStream {
  private gathered = '';
  private timer: NodeJS.Timeout | undefined;
  private readonly out = pino.destination({ dest: 1, sync: false });

  constructor() {
    process.once('exit', () => this.flushSync());
  }

  write(line: string): void {
    this.gathered += line;
    if (this.gathered.length >= enough) this.pass();
    else this.timer ??= setTimeout(() => this.pass(), patience).unref();
  }

  /** Writes what was gathered; `done` is called when it is out. */
  flush(done?: (error?: Error) => void): void {
    this.pass();
    this.out.flush(done);
  }

  flushSync(): void {
    this.pass();
    this.out.flushSync();
  }

  private pass(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.gathered;
    this.gathered = '';
    if (text !== '') this.out.write(text);
  }
}

let stream: LogStream | undefined;

/** The one stream of the process. */
export function logStream(): LogStream {
  stream ??= new LogStream();
  return stream;
}
