import { Cron } from 'croner';
import { BootError } from '../../plugin/boot-error.js';

/**
 * Reads a cron expression of five fields, or of six with seconds first, as UTC. Returns what finds the tick after a
 * moment. Fails with a `BootError` when it cannot be read or never comes.
 */
export function ticksOf(name: string, expression: string): (after: Date) => Date {
  const next = read(name, expression);
  return (after) => {
    const tick = next(after);
    if (!tick) throw refused(name, expression, 'it never comes');
    return tick;
  };
}

function read(name: string, expression: string): (after: Date) => Date | null {
  try {
    const cron = new Cron(expression, { utcOffset: 0, mode: '5-or-6-parts' });
    return (after) => cron.nextRun(after);
  } catch (error) {
    throw refused(name, expression, error instanceof Error ? error.message : String(error));
  }
}

const refused = (name: string, expression: string, why: string): BootError =>
  new BootError(
    `Job "${name}" cannot come at "${expression}": ${why}.`,
    'Write minute, hour, day, month and weekday, such as "0 4 * * *" for every night at four (UTC).',
  );
