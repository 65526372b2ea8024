import {
  coreIdentity,
  Logger,
  Mailer,
  SocketConfig,
  type Adapter,
  type Finding,
  type Port,
} from '@aethex/core';
import { FirstAdmin } from '@aethex/plugin-orgs';
import { banner } from '../banner/banner.js';
import { warningsOf } from '../banner/warnings.js';
import { serverConfig, type ServerOptions } from '../config/server-config.js';
import { dataDirOf } from '../data/data-dir.js';
import { startServer, type RunningServer } from '../server.js';

/** `aethex start`: runs until it is told to end. */
export async function start(options: ServerOptions): Promise<void> {
  const server = await startServer(await serverConfig(options, 'serve'));
  endWell(server);
  const facts = await factsOf(server);
  process.stderr.write(banner(facts, process.stderr.isTTY && !process.env['NO_COLOR']));
}

async function factsOf({ plan, http, url, app }: RunningServer) {
  const isStudio = plan.plugins.some(({ spec }) => spec.id === 'orgs');
  const studio = isStudio ? app.get(FirstAdmin, { strict: false }) : null;
  const warnings = [...warningsOf(plan, http, url), ...((await studio?.isMissing()) ? [noAdmin] : [])];
  return {
    version: coreIdentity.version,
    seconds: process.uptime(),
    url,
    prefix: http.prefix,
    socketPath: app.get(SocketConfig).path,
    adapters: plan.adapters.map(({ port, name }): [string, string] => [port.name, name]),
    plugins: plan.plugins.map(({ spec }) => spec.id),
    dataDir: dataDirOf(plan),
    mailDir: folderOf(plan.adapters.find(({ port }) => (port as Port) === (Mailer as Port))),
    gameKey: (await studio?.publicKey()) ?? null,
    warnings,
  };
}

const noAdmin: Finding = {
  what: 'Nobody runs this installation yet: there are no organizations, roles and server keys.',
  ok: false,
  fix: 'aethex admin create',
};

const folderOf = (mailer: Adapter | undefined): string | null =>
  typeof mailer?.about?.['dir'] === 'string' ? mailer.about['dir'] : null;

/** Drains on the first signal and ends at once on the second. After an error nobody caught, drains and fails. */
function endWell({ app, close }: RunningServer): void {
  const log = app.get(Logger);
  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) process.exit(code || 1);
    ending = true;
    await close();
    log.flush();
    process.exit(code);
  };
  const broken = (error: unknown): void => {
    log.error({ err: error }, 'an error that nobody caught; the server ends');
    end(1).catch(() => process.exit(1));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void end(0).catch(broken));
  }
  process.on('uncaughtException', broken);
  process.on('unhandledRejection', broken);
}
