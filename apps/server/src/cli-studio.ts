import type { Command } from 'commander';
import type { KeyOptions } from './commands/studio.js';
import type { ServerOptions } from './config/server-config.js';

type Options = ServerOptions & Record<string, never>;
type GameOptions = ServerOptions & { readonly game: string };

const studio = () => import('./commands/studio.js');
const gather = (value: string, before: readonly string[]): string[] => [...before, value];

/** Commands about who runs the server and which games it has: `admin`, `orgs`, `keys game`. */
export function addStudioCommands(
  aethex: Command,
  keys: Command,
  common: (command: Command) => Command,
): void {
  const admin = aethex.command('admin').description('Look after those who run the installation.');
  common(admin.command('create').description('Make a link by which one account comes to run it.')).action(
    async (options: Options) => (await studio()).createAdmin(options),
  );
  common(admin.command('list').description('List the accounts that run it.')).action(
    async (options: Options) => (await studio()).listAdmins(options),
  );

  const orgs = aethex.command('orgs').description('Look at organizations.');
  common(orgs.command('list').description('List organizations and their games.')).action(
    async (options: Options) => (await studio()).listOrgs(options),
  );
  common(orgs.command('members').description('List the members of one.'))
    .argument('<id>')
    .action(async (id: string, options: Options) => (await studio()).listMembers(id, options));

  const game = keys.command('game').description('Look after the keys of games and of their servers.');
  named(common(game.command('list').description('List the good keys of a game.'))).action(
    async (options: GameOptions) => (await studio()).listGameKeys(options),
  );
  named(
    common(game.command('create').description('Make a secret key for a server of yours, or a public one.')),
  )
    .option('--env <environment>', 'live, staging or dev', 'live')
    .option('--public', 'a public key, for the game itself')
    .option('--scope <permission>', 'what it may do; may be repeated', gather, [])
    .option('--label <text>', 'what it is for')
    .option('--days <number>', 'how long it is good for; default: until it is revoked')
    .action(async (options: KeyOptions) => (await studio()).createGameKey(options));
  common(game.command('revoke').description('End a key on all nodes.'))
    .argument('<id>')
    .action(async (id: string, options: Options) => (await studio()).revokeGameKey(id, options));
}

const named = (command: Command): Command => command.option('--game <slug>', 'which game', 'default');
