import { BootError, coreIdentity } from '@aethex/core';
import { Command, Option } from 'commander';
import { addStudioCommands } from './cli-studio.js';
import type { SimulateOptions } from './commands/matchmaking.js';
import type { ServerOptions } from './config/server-config.js';
import { told } from './told.js';

type Options = ServerOptions & Record<string, never>;

/** Commands load what they need when they are called, so that `--help` answers at once. */
export function program(): Command {
  const aethex = new Command('aethex')
    .description('A self-hosted backend for online games.')
    .version(coreIdentity.version);
  const command = (name: string, about: string): Command =>
    common(aethex.command(name, { isDefault: name === 'start' }).description(about));

  addressed(command('start', 'Start the server (the default).'))
    .allowExcessArguments()
    .action(async (options: Options, { args: [word] }: Command) => {
      if (word !== undefined) throw noCommand(word, aethex);
      await (await import('./commands/start.js')).start(options);
    });

  addressed(command('doctor', 'Try everything for real and name the fix of what fails.'))
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      if (!(await (await import('./commands/doctor.js')).doctor(options))) process.exitCode = 1;
      endSoon();
    });

  addressed(command('config', 'Print each setting, its value and where it came from.'))
    .option('--json', 'print JSON')
    .action(async (options: Options) => (await import('./commands/config.js')).showConfig(options));

  command('openapi', 'Print the OpenAPI description of all methods.')
    .option('--rpc', 'print OpenRPC instead')
    .option('--socket', 'print AsyncAPI instead: all frames and events of the socket')
    .action(async (options: Options) => (await import('./commands/openapi.js')).printOpenApi(options));

  secretive(command('backup', 'Copy database, blobs and keys, as of one moment, while the server runs.'))
    .argument('<target>', 'an archive that ends in .aethex, "-" for stdout, or a folder to start from')
    .option('--no-keys', 'leave the keys out and keep them elsewhere: nothing opens without them')
    .option('--encrypt', 'encrypt the archive with a passphrase')
    .action(async (target: string, options: Options & { keys: boolean }) =>
      (await import('./commands/backup.js')).backup(target, options),
    );

  secretive(command('restore', 'Load an archive into the configured database, blobs and keys.'))
    .argument('<archive>', 'the file, or "-" for stdin')
    .option('--check', 'only look whether the archive is whole; write nothing')
    .option('--overwrite', 'destroy what the target holds')
    .option('--skip <owner>', 'leave out the tables of a plugin or adapter; may be repeated', gather, [])
    .action(async (archive: string, options: Options) =>
      (await import('./commands/restore.js')).restore(archive, options),
    );

  command(
    'migrate-db',
    'Move the data directory to Postgres, and its blobs to S3; may be killed and run again.',
  )
    .option('--to <url>', 'where to: postgres://user:password@host/database (default: DATABASE_URL)')
    .option('--blobs <place>', 'where to: s3://bucket/prefix (default: S3_BUCKET, or they stay)')
    .option('--skip <owner>', 'leave out the tables of a plugin or adapter; may be repeated', gather, [])
    .action(async (options: Options) => (await import('./commands/migrate-db.js')).migrateDb(options));

  const migrate = aethex.command('migrate').description('Look at or run migrations.');
  common(migrate.command('status').description('List migrations and whether they have run.')).action(
    async (options: Options) => (await import('./commands/migrate.js')).migrateStatus(options),
  );
  common(migrate.command('up').description('Run what is pending.')).action(async (options: Options) =>
    (await import('./commands/migrate.js')).migrateNow(options),
  );

  const keys = aethex.command('keys').description('Look after keys: signing, sealing, and those of games.');
  common(keys.command('list').description('List keys and how many rows each still closes.')).action(
    async (options: Options) => (await import('./commands/keys.js')).listKeys(options),
  );
  common(keys.command('rotate').description('Make new keys and close everything anew with them.'))
    .addOption(new Option('--only <use>', 'rotate only these').choices(['signing', 'sealing']))
    .action(async (options: Options) => (await import('./commands/keys.js')).rotateKeys(options));
  common(keys.command('rewrap').description('Go on with what an interrupted rotation left.')).action(
    async (options: Options) => (await import('./commands/keys.js')).rewrapKeys(options),
  );
  common(keys.command('retire').description('Destroy a key that closes nothing any more.'))
    .argument('<id>')
    .action(async (id: string, options: Options) =>
      (await import('./commands/keys.js')).retireKey(id, options),
    );

  addStudioCommands(aethex, keys, common);

  const matchmaking = aethex.command('matchmaking').description('Try queues out on tickets of the past.');
  common(
    matchmaking.command('record').description('Print the tickets that are kept, without anybody’s name.'),
  ).action(async (options: Options) => (await import('./commands/matchmaking.js')).recordTickets(options));
  matchmaking
    .command('simulate')
    .description('Play recorded tickets through queues and print how long they would have waited.')
    .requiredOption('--tickets <file>', 'what `aethex matchmaking record` printed')
    .requiredOption('--queues <file>', 'a JSON list of queues, as in multiplayer.queues')
    .option('--against <file>', 'another list, to compare')
    .option('--json', 'print JSON')
    .action(async (options: SimulateOptions) =>
      (await import('./commands/matchmaking.js')).simulate(options),
    );
  return aethex;
}

function common(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration file (default: aethex.config.ts, .mjs, .js or .json)')
    .option('-d, --data <folder>', 'data directory')
    .option('-s, --set <key=value>', 'a setting, such as saves.history=20; may be repeated', gather, []);
}

function secretive(command: Command): Command {
  return command.option(
    '--passphrase-file <file>',
    'file of the passphrase (default: AETHEX_BACKUP_PASSPHRASE)',
  );
}

function addressed(command: Command): Command {
  return command
    .option('-p, --port <port>', 'port to listen on; 0 for any free one')
    .option('--host <address>', 'address to listen on');
}

/** A word that is no command reaches `start`, because that one is the default. */
const noCommand = (word: string, aethex: Command): BootError =>
  new BootError(
    `There is no command "${word}".`,
    `There are: ${aethex.commands.map((one) => one.name()).join(', ')}. \`aethex --help\` says more.`,
  );

const gather = (value: string, before: string[]): string[] => [...before, value];

/** Runs the command line. What went wrong is told in sentences; exit code 1. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${told(error)}\n`);
    process.exitCode = 1;
    endSoon();
  }
}

/** Ends a command whose work is done or failed, though something that could not be opened may have left a door ajar. */
function endSoon(): void {
  setTimeout(() => process.exit(), 200).unref();
}
