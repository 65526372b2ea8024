import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootError } from '@aethex/core';
import { holdFolder } from '@aethex/local';

/** How often a folder that is held is tried, and the milliseconds between. */
const mostTries = 10;
const betweenTries = 100;

/** A data directory that is this server's alone. */
export interface Hold {
  /** Says in the folder where the server is, for whoever wants to start another one or examine it. */
  tell(url: string): void;
  release(): void;
}

/** Who holds a data directory. */
export interface Holder {
  readonly pid: number;
  readonly url: string;
}

/** Takes the data directory for one server. Caches and queues of two would not know of each other's writes. */
export async function hold(dir: string): Promise<Hold> {
  const release = await holdIfFree(dir);
  if (!release) throw taken(dir);
  return {
    tell: (url) => leaveNote(dir, { pid: process.pid, url }),
    release: () => {
      rmSync(note(dir), { force: true });
      release();
    },
  };
}

/** For a server whose database is elsewhere: several may share what else lies in the folder. */
export const nothingHeld: Hold = Object.freeze({ tell: () => undefined, release: () => undefined });

/**
 * Takes the data directory if nobody has it, and returns how to let go of it; else `null`. A server that is just ending,
 * or a command that only looks, lets go in a moment.
 */
export async function holdIfFree(dir: string): Promise<(() => void) | null> {
  for (let tries = 1; ; tries += 1) {
    const release = await holdFolder(dir);
    if (release || tries === mostTries) return release;
    await sleep(betweenTries);
  }
}

/** Whoever holds the folder, or `null` when nobody does, or nobody that said so. */
export async function holderOf(dir: string): Promise<Holder | null> {
  const release = await holdFolder(dir);
  release?.();
  return release ? null : noted(dir);
}

/** A note is a courtesy: a full disk does not keep a server from starting. */
function leaveNote(dir: string, holder: Holder): void {
  try {
    writeFileSync(note(dir), `${JSON.stringify(holder)}\n`);
  } catch {
    rmSync(note(dir), { force: true });
  }
}

function taken(dir: string): BootError {
  const holder = noted(dir);
  const who = holder ? ` (process ${holder.pid}, ${holder.url})` : '';
  return new BootError(
    `Another server${who} runs on ${dir}.`,
    'End it, or give this one a folder of its own with --data.',
  );
}

function noted(dir: string): Holder | null {
  try {
    return JSON.parse(readFileSync(note(dir), 'utf8')) as Holder;
  } catch {
    return null;
  }
}

const note = (dir: string): string => join(dir, 'server.json');
