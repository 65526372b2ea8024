import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages can be installed here: Debian or its kin, as root or with a sudo that asks nothing. */
function installer() {
  if (!existsSync('/usr/bin/apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null;
}

/** Installs a Debian package, or fails with what the reader can do instead. */
export function installPackage(name, instead) {
  const prefix = installer();
  if (!prefix) throw new Error(`The tests need ${name}. ${instead}`);
  console.log(`installing ${name} from Debian's packages …`);
  const run = (...command) => {
    const [program, ...rest] = [...prefix, ...command];
    execFileSync(program, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  run('apt-get', 'update', '-qq');
  run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', name);
}
