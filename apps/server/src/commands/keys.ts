import { setTimeout as sleep } from 'node:timers/promises';
import { BootError, KeyRing, PluginHost, type KeyInfo, type Plan } from '@aethex/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { ServerOptions } from '../config/server-config.js';
import { dataDirOf, keepsDataHere } from '../data/data-dir.js';
import { holderOf } from '../data/hold.js';
import { withTools } from '../tools.js';

/** Rows that are re-closed in one write. */
const batch = 200;
/** Milliseconds after which every server closes with a new key: it looks for one every two seconds. */
const noticed = 3000;
/** Milliseconds after which a row that was closed with the old key is committed, or never will be. */
const committed = 10_000;

/** `aethex keys list`: each key, its age, and how many rows still need it. */
export async function listKeys(options: ServerOptions): Promise<void> {
  await withTools(options, async (app) => {
    const worn = await wornBy(app);
    for (const { id, use, createdAt, current } of await app.get(KeyRing).list()) {
      const needed = use === 'sealing' ? `  closes ${worn.get(id) ?? 0} rows` : '';
      process.stdout.write(
        `${id}  ${use.padEnd(7)}  since ${createdAt.toISOString()}${current ? '  current' : ''}${needed}\n`,
      );
    }
  });
}

/** `aethex keys rotate`: a new key of each use; everything the old ones close is closed anew. May be interrupted and repeated. */
export async function rotateKeys(options: ServerOptions & { only?: KeyInfo['use'] }): Promise<void> {
  await withTools(options, async (app, plan) => {
    const ring = app.get(KeyRing);
    for (const use of (['signing', 'sealing'] as const).filter(
      (one) => options.only === undefined || options.only === one,
    )) {
      const { id } = await ring.rotate(use);
      process.stdout.write(`✓ new ${use} key ${id}\n`);
    }
    if (options.only === 'signing') return;
    const done = await rewrapAll(app);
    if (await mayBeServed(plan)) await sleep(noticed);
    report(done + (await rewrapAll(app)));
  });
}

/** `aethex keys rewrap`: goes on with what an interrupted rotation left. */
export async function rewrapKeys(options: ServerOptions): Promise<void> {
  await withTools(options, async (app) => report(await rewrapAll(app)));
}

/** `aethex keys retire <id>`: destroys a key that closes nothing any more. Waits while a server may still be using it. */
export async function retireKey(id: string, options: ServerOptions): Promise<void> {
  await withTools(options, async (app) => {
    const ring = app.get(KeyRing);
    const all = await ring.list();
    const key = all.find((one) => one.id === id);
    if (!key) throw new BootError(`There is no key "${id}".`, 'See `aethex keys list`.');
    if (!key.current) await sleep(untilCommitted(all.find(({ use, current }) => use === key.use && current)));
    const rows = (await wornBy(app)).get(id) ?? 0;
    if (rows > 0 && !key.current)
      throw new BootError(`Key "${id}" still closes ${rows} rows.`, 'Run `aethex keys rewrap` first.');
    await ring.retire(id);
    process.stdout.write(`✓ key ${id} is destroyed\n`);
  });
}

/** Closes anew what older keys close, and returns how many rows that were. */
async function rewrapAll(app: INestApplicationContext): Promise<number> {
  const current = (await app.get(KeyRing).list()).find((key) => key.use === 'sealing' && key.current)?.id;
  const total = [...(await wornBy(app))]
    .filter(([id]) => id !== current)
    .reduce((sum, [, rows]) => sum + rows, 0);
  let done = 0;
  for (const { plugin, wearer } of app.get(PluginHost).keyWearers()) {
    for (const id of (await wearer.worn()).keys()) {
      if (id === current) continue;
      for (let rows = await wearer.rewrap(id, batch); rows > 0; rows = await wearer.rewrap(id, batch)) {
        done += rows;
        progress(`${plugin}: ${done} of ${Math.max(done, total)} rows`);
      }
    }
  }
  return done;
}

const report = (done: number): boolean =>
  process.stdout.write(done === 0 ? '✓ nothing had to be closed anew\n' : `\n✓ ${done} rows closed anew\n`);

/** Milliseconds until no row closed by the predecessor of a key can be under way any more. */
const untilCommitted = (key: KeyInfo | undefined): number =>
  Math.max(0, committed - Math.abs(Date.now() - (key?.createdAt.getTime() ?? 0)));

/** Whether somebody may be writing meanwhile; of another host nobody knows. */
const mayBeServed = async (plan: Plan): Promise<boolean> =>
  !keepsDataHere(plan) || (await holderOf(dataDirOf(plan))) !== null;

async function wornBy(app: INestApplicationContext): Promise<Map<string, number>> {
  const all = new Map<string, number>();
  for (const { wearer } of app.get(PluginHost).keyWearers()) {
    for (const [id, rows] of await wearer.worn()) all.set(id, (all.get(id) ?? 0) + rows);
  }
  return all;
}

const progress = (text: string): boolean =>
  process.stdout.write(process.stdout.isTTY ? `\r  ${text}` : `  ${text}\n`);
