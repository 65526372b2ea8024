import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Logger } from '@aethex/core';
import { RawJson, saves, type JsonValue } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { z } from 'zod';
import type { Encoding } from '../rules/encoding.js';
import { SavesConfig } from '../saves.config.js';
import type { SaveSummary } from '../store/refusals.js';
import { mergeWorker } from './merge-worker.js';

/** One of the versions a merge hook is given. */
export interface MergeVersion {
  readonly summary: SaveSummary;
  /** The value of a JSON save, as far as JavaScript numbers carry it. */
  readonly data: JsonValue | undefined;
  /** The text of a JSON save, as the player's engine wrote it. */
  readonly text: string | undefined;
  /** The bytes of a binary save. */
  readonly bytes: Uint8Array | undefined;
}

export interface MergeVersions {
  /** What both were made from; `null` when it is not kept any more. */
  readonly base: MergeVersion | null;
  /** What the slot holds; `null` when it was deleted. */
  readonly theirs: MergeVersion | null;
  /** The refused upload. */
  readonly mine: MergeVersion;
}

/** What a merge hook returns: one of a JSON value, a JSON text and bytes. */
const Merged = z.union([
  z.strictObject({ text: z.string().refine(isJson, 'is no JSON') }),
  z.strictObject({ data: z.json() }),
  z.strictObject({ bytes: z.instanceof(Uint8Array) }),
]);

/** How many merges run at once, and how many may wait for their turn. */
const atOnce = 2;
const longestLine = 8;
const memoryMiB = 256;

/** Lets the studio's module merge saves, in a thread of its own with a time limit. */
@Injectable()
export class MergeHook {
  private readonly line = pLimit(atOnce);

  constructor(
    private readonly config: SavesConfig,
    private readonly log: Logger,
  ) {}

  /** The module. Fails with `saves.no_merger` when there is none. */
  demand(): string {
    if (this.config.merge === undefined) throw saves.error('resolve', 'no_merger');
    return this.config.merge;
  }

  /** Merges. Fails with `saves.no_merger` when there is no hook, and with `saves.merge_failed` when it does not do. */
  async merge(versions: MergeVersions): Promise<{ bytes: Uint8Array; encoding: Encoding }> {
    const module = this.demand();
    try {
      if (this.line.pendingCount >= longestLine) throw new Error('Too many merges wait already.');
      const merged = Merged.parse(await this.line(() => this.run(module, versions)));
      if ('bytes' in merged) return { bytes: merged.bytes, encoding: 'base64' };
      const { text } = 'text' in merged ? merged : RawJson.of(merged.data);
      return { bytes: Buffer.from(text, 'utf8'), encoding: 'json' };
    } catch (error) {
      this.log.warn({ err: error }, 'the merge hook failed');
      throw saves.error('resolve', 'merge_failed', undefined, { cause: error, retryAfter: 1 });
    }
  }

  /** Imports the module as a merge would, and says what is wrong with it, or `null`. */
  async wrong(): Promise<string | null> {
    if (this.config.merge === undefined) return null;
    try {
      await this.run(this.config.merge, null);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async run(module: string, versions: MergeVersions | null): Promise<unknown> {
    const url = module.startsWith('file:') ? module : pathToFileURL(resolve(module)).href;
    const worker = new Worker(mergeWorker, {
      eval: true,
      workerData: { module: url, versions },
      // Not the server's: it holds secrets, and a hook has no business with its flags.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    });
    try {
      return await answerOf(worker, this.config.mergeTimeout * 1000);
    } finally {
      await worker.terminate();
    }
  }
}

function answerOf(worker: Worker, ms: number): Promise<unknown> {
  return new Promise((fulfil, reject) => {
    const late = setTimeout(() => reject(new Error(`It took longer than ${ms} ms.`)), ms);
    const settle =
      <V>(done: (value: V) => void) =>
      (value: V): void => {
        clearTimeout(late);
        done(value);
      };
    worker.once('message', settle(fulfil));
    worker.once('error', settle(reject));
    worker.once('messageerror', settle(reject));
    worker.once(
      'exit',
      settle(() => reject(new Error('It ended without an answer.'))),
    );
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
