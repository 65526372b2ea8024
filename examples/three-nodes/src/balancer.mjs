import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../../scripts/services/debian.mjs';
import { freePort } from '../../../scripts/services/free-port.mjs';

const config = fileURLToPath(new URL('../haproxy.cfg', import.meta.url));
const patience = 10_000;

/** Starts HAProxy with `haproxy.cfg` before the nodes, and resolves when it has found them ready. */
export async function startBalancer(nodes) {
  const program = needHaproxy();
  const place = `127.0.0.1:${await freePort()}`;
  const addresses = nodes.map(({ port }, index) => [`NODE${index + 1}`, `127.0.0.1:${port}`]);
  const child = spawn(program, ['-db', '-f', config], {
    env: { ...process.env, BALANCER: place, ...Object.fromEntries(addresses) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const url = `http://${place}`;
  if (await answers(url, child)) return { url, pid: child.pid, stop };
  await stop();
  throw new Error(`HAProxy did not start: ${said}`);
}

function needHaproxy() {
  const found = () => ['haproxy', '/usr/sbin/haproxy'].find((name) => !spawnSync(name, ['-v']).error);
  if (!found()) installPackage('haproxy', 'Install HAProxy 2.6 or newer.');
  return found() ?? 'haproxy';
}

async function answers(url, child) {
  for (const began = performance.now(); performance.now() - began < patience;) {
    if (child.exitCode !== null) return false;
    const response = await fetch(`${url}/ready`).catch(() => null);
    if (response?.status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
