import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { installPackage } from './debian.mjs';

const instead =
  'Install OpenStack Swift for Python 3, or set AETHEX_TEST_S3_URL to http://KEY:SECRET@host:port/bucket of a server ' +
  'that checks signatures and whose bucket may be emptied.';
const program = join(import.meta.dirname, 's3.py');
const user = { account: 'tests', name: 'owner', key: 'aethex-tests' };

/**
 * An S3 server for the tests that checks signatures: the one that AETHEX_TEST_S3_URL names, else a private one that
 * keeps its objects in memory, on a free port of this machine only.
 */
export async function startS3() {
  const given = process.env.AETHEX_TEST_S3_URL;
  if (given) return { url: given, stop: async () => undefined };
  if (!python()) installPackage('python3-swift', instead);
  const found = python();
  if (!found) throw new Error(`No OpenStack Swift was found. ${instead}`);
  const dir = mkdtempSync(join(tmpdir(), 'aethex-s3-'));
  const server = spawn(found, [program, dir, user.account, user.name, user.key], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const port = await portOf(server, ended);
    await makeBucket(`http://127.0.0.1:${port}`, 'aethex');
    const access = encodeURIComponent(`${user.account}:${user.name}`);
    return { url: `http://${access}:${user.key}@127.0.0.1:${port}/aethex`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A Python that has Swift: Debian's own first, because another one does not see Debian's packages. */
function python() {
  return ['/usr/bin/python3', 'python3'].find(
    (name) =>
      spawnSync(name, ['-c', 'import swift.obj.mem_server, paste.deploy'], { stdio: 'ignore' }).status === 0,
  );
}

async function portOf(server, ended) {
  const lines = createInterface({ input: server.stdout });
  const first = new Promise((resolve) => lines.once('line', resolve));
  const port = await Promise.race([first, ended, sleep(60_000, undefined, { ref: false })]);
  if (typeof port !== 'string') throw new Error('The S3 server did not become ready within 60 seconds.');
  return Number(port);
}

async function makeBucket(endpoint, name) {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: `${user.account}:${user.name}`, secretAccessKey: user.key },
  });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
}
