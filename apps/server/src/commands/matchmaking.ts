import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { BootError } from '@aethex/core';
import {
  defaultQueue,
  QueueConfig,
  RecordedLine,
  replay,
  ticketOfLine,
  TicketRecorder,
  type Replay,
} from '@aethex/plugin-multiplayer';
import type { z } from 'zod';
import type { ServerOptions } from '../config/server-config.js';
import { replayTable } from '../rules/replay-table.js';
import { withTools } from '../tools.js';

export interface SimulateOptions {
  readonly tickets: string;
  readonly queues: string;
  readonly against?: string;
  readonly json?: boolean;
}

/** `aethex matchmaking record`: every kept ticket as a line of JSON, without anybody's name. */
export async function recordTickets(options: ServerOptions): Promise<void> {
  await withTools(options, async (app) => {
    for await (const line of app.get(TicketRecorder, { strict: false }).lines())
      if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
  });
}

/** `aethex matchmaking simulate`: plays recorded tickets through queues, and through others to compare. */
export async function simulate({ tickets, queues, against, json }: SimulateOptions): Promise<void> {
  const lines = await readLines(tickets);
  const results = [{ name: queues, replays: replayAll(lines, await readQueues(queues)) }];
  if (against !== undefined)
    results.push({ name: against, replays: replayAll(lines, await readQueues(against)) });
  process.stdout.write(json ? `${JSON.stringify(results, null, 2)}\n` : replayTable(results));
}

/** Tickets of queues a configuration does not have come into its default one, as they would on a server. */
function replayAll(lines: readonly RecordedLine[], queues: readonly QueueConfig[]): Replay[] {
  const names = new Set(queues.map(({ name }) => name));
  const queueOf = ({ queue }: RecordedLine): string => (names.has(queue) ? queue : defaultQueue.name);
  return queues.flatMap((queue) => {
    const own = lines.filter((line) => queueOf(line) === queue.name);
    return own.length === 0 ? [] : [replay(queue, own.map(ticketOfLine))];
  });
}

async function readLines(file: string): Promise<RecordedLine[]> {
  const lines: RecordedLine[] = [];
  const stream = createReadStream(file);
  await once(stream, 'open').catch((cause: unknown) => Promise.reject(unreadable(file, cause)));
  let number = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() !== '') lines.push(parsed(RecordedLine, text, `${file}, line ${number}`));
  }
  return lines;
}

async function readQueues(file: string): Promise<QueueConfig[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) =>
    Promise.reject(unreadable(file, cause)),
  );
  const queues = parsed(QueueConfig.array(), text, file);
  return queues.some(({ name }) => name === defaultQueue.name) ? queues : [...queues, defaultQueue];
}

function parsed<S extends z.ZodType>(schema: S, text: string, where: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BootError(`${where} is no JSON.`, 'See docs/guide/matchmaking.md for what belongs there.', {
      cause,
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BootError(
    `${where}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'does not fit'}.`,
    'See docs/guide/matchmaking.md for what belongs there.',
  );
}

const unreadable = (file: string, cause: unknown): BootError =>
  new BootError(`${file} cannot be read.`, 'Give the path of a file that is there.', { cause });
