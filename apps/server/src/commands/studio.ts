import { BootError, Catalogue, environments, HttpConfig, type Environment, type Plan } from '@aethex/core';
import { FirstAdmin, LocalDesk } from '@aethex/plugin-orgs';
import type { INestApplicationContext } from '@nestjs/common';
import type { ServerOptions } from '../config/server-config.js';
import { dataDirOf, keepsDataHere } from '../data/data-dir.js';
import { holderOf } from '../data/hold.js';
import { withTools } from '../tools.js';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** `aethex admin create`: a link by which one account comes to run the installation. */
export async function createAdmin(options: ServerOptions): Promise<void> {
  await withStudio(options, async (app, plan) => {
    const { url, expiresAt } = await app.get(FirstAdmin, { strict: false }).invite();
    say('Open this link in a browser. It works once, until');
    say(`${expiresAt.toISOString()}, and whoever opens it runs this installation:`);
    say('');
    say(`  ${await reachable(url, app, plan)}`);
  });
}

/** `aethex admin list` */
export async function listAdmins(options: ServerOptions): Promise<void> {
  await withStudio(options, async (app) => {
    const admins = await deskOf(app).admins();
    for (const playerId of admins) say(playerId);
    if (admins.length === 0) say('Nobody runs this installation yet: aethex admin create');
  });
}

/** `aethex orgs list` */
export async function listOrgs(options: ServerOptions): Promise<void> {
  await withStudio(options, async (app) => {
    const orgs = await deskOf(app).orgs();
    for (const { id, name, members, games } of orgs)
      say(`${id}  ${name}  ${members} ${members === 1 ? 'member' : 'members'}  ${games.join(' ')}`);
    if (orgs.length === 0) say('There is no organization yet: aethex admin create');
  });
}

/** `aethex orgs members <org>` */
export async function listMembers(orgId: string, options: ServerOptions): Promise<void> {
  await withStudio(options, async (app) => {
    const members = await deskOf(app).members(orgId);
    if (!members) throw new BootError(`There is no organization "${orgId}".`, 'See `aethex orgs list`.');
    for (const { playerId, role } of members) say(`${playerId}  ${role}`);
  });
}

export interface KeyOptions extends ServerOptions {
  readonly game: string;
  readonly env: string;
  readonly label?: string;
  readonly scope: readonly string[];
  readonly public?: boolean;
  readonly days?: string;
}

/** `aethex keys game list` */
export async function listGameKeys(options: ServerOptions & { readonly game: string }): Promise<void> {
  await withStudio(options, async (app) => {
    const keys = await deskOf(app).keys(options.game);
    if (!keys) throw noGame(options.game);
    for (const { key_id, sort, environment, shown, label, expires_at, scopes } of keys) {
      const until = expires_at === null ? '' : `  until ${expires_at}`;
      const may = sort === 'public' ? '' : `  may ${scopes.length === 0 ? 'nothing' : scopes.join(' ')}`;
      say(`${key_id}  ${sort.padEnd(6)}  ${environment.padEnd(7)}  ${shown}  ${label}${may}${until}`);
    }
  });
}

/** `aethex keys game create` */
export async function createGameKey(options: KeyOptions): Promise<void> {
  const environment = environmentOf(options.env);
  await withStudio(options, async (app) => {
    demandPermissions(options.scope, app.get(Catalogue).permissions);
    const made = await deskOf(app).createKey({
      game: options.game,
      environment,
      sort: options.public ? 'public' : 'secret',
      label: options.label ?? (options.public ? environment : 'server'),
      scopes: options.scope,
      expiresIn: options.days === undefined ? null : daysOf(options.days) * 86_400,
    });
    if (!made) throw noGame(options.game);
    say(made.key);
    // The key alone goes to stdout, so that a script can take it.
    if (made.sort === 'secret')
      process.stderr.write('It is shown this once: keep it where secrets are kept.\n');
  });
}

/** `aethex keys game revoke <id>` */
export async function revokeGameKey(id: string, options: ServerOptions): Promise<void> {
  await withStudio(options, async (app) => {
    if (!(await deskOf(app).revokeKey(id)))
      throw new BootError(`No good key has the id "${id}".`, 'See `aethex keys game list`.');
    say(`✓ key ${id} is good for nothing any more`);
  });
}

function withStudio(
  options: ServerOptions,
  work: (app: INestApplicationContext, plan: Plan) => Promise<void>,
): Promise<void> {
  return withTools(options, async (app, plan) => {
    if (!plan.plugins.some(({ spec }) => spec.id === 'orgs'))
      throw new BootError('This server has no organizations.', 'Add orgsPlugin() to "plugins".');
    await work(app, plan);
  });
}

const deskOf = (app: INestApplicationContext): LocalDesk => app.get(LocalDesk, { strict: false });

/** A command does not listen: without a public address the link leads to where the server of this folder does. */
async function reachable(url: string, app: INestApplicationContext, plan: Plan): Promise<string> {
  if (app.get(HttpConfig).publicUrl !== undefined || !keepsDataHere(plan)) return url;
  const holder = await holderOf(dataDirOf(plan));
  if (!holder) return url;
  const { pathname, search, hash } = new URL(url);
  return holder.url + pathname + search + hash;
}

function environmentOf(text: string): Environment {
  const found = environments.find((one) => one === text);
  if (found) return found;
  throw new BootError(`There is no environment "${text}".`, `There are: ${environments.join(', ')}.`);
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days > 0 && days <= 3650) return days;
  throw new BootError(`"${text}" is no number of days.`, 'Write a whole number from 1 to 3650.');
}

function demandPermissions(scopes: readonly string[], permissions: Readonly<Record<string, string>>): void {
  const unknown = scopes.find((scope) => !(scope in permissions));
  if (unknown === undefined) return;
  const known = Object.keys(permissions).join(', ');
  throw new BootError(`There is no permission "${unknown}".`, `There are: ${known}.`);
}

const noGame = (slug: string): BootError =>
  new BootError(`There is no game "${slug}".`, 'See `aethex orgs list`; the first one is "default".');
