import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** What an adapter and its tests stand on. */
export const forAdapters = [
  'packages/protocol',
  'packages/core',
  'packages/testing',
  'packages/adapters/local',
];

/** What a plugin, its tests and a server to try it in stand on. */
export const forPlugins = [
  ...forAdapters,
  'packages/adapters/postgres',
  'packages/adapters/redis',
  'packages/adapters/s3',
  'packages/adapters/webrtc',
  'packages/adapters/oauth',
  'packages/adapters/mail',
  'packages/adapters/captcha',
  'packages/plugins/auth',
  'packages/plugins/saves',
  'packages/plugins/orgs',
  'packages/plugins/multiplayer',
  'apps/server',
];

/** Says only what matters, and fetches only what is not at hand. */
export const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];

/** A command and what it said; its failure carries that too. */
export async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await run('npm', args, { cwd, env: ownEnv(), maxBuffer: 16 * 1024 * 1024 });
  return stdout + stderr;
}

/** A folder outside the repository with some of our packages packed, as the registry would hand them out. */
export async function packAll(packages: readonly string[]): Promise<{ dir: string; tarballs: string[] }> {
  const dir = await mkdtemp(join(tmpdir(), 'aethex-stranger-'));
  const shelf = join(dir, 'shelf');
  await mkdir(shelf);
  const paths = packages.map((path) => join(root, path));
  await npm(dir, 'pack', '--ignore-scripts', '--pack-destination', shelf, ...paths);
  const tarballs = (await readdir(shelf)).map((name) => join(shelf, name));
  return { dir, tarballs };
}

/** Copies an example alone and installs what it names, ours from the tarballs. */
export async function installExample(example: string, dir: string, tarballs: string[]): Promise<string> {
  const place = join(dir, basename(example));
  await mkdir(place);
  for (const name of ['src', 'package.json', 'tsconfig.json', 'jest.config.mjs', 'README.md'])
    await cp(join(example, name), join(place, name), { recursive: true });
  await npm(place, 'install', ...quietly, '--save-dev', ...tarballs);
  return place;
}

/** The environment without what npm and Jest put there for their own children. */
function ownEnv(): NodeJS.ProcessEnv {
  const isTheirs = (name: string): boolean =>
    /^(npm_(?!config_(registry|cache|userconfig))|NODE_OPTIONS|JEST_|NODE_ENV)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isTheirs(name)));
}
