#!/usr/bin/env node
/**
 * Adds to package-lock.json the optional platform packages that npm left out because the registry in use
 * does not carry them, so that `npm ci` accepts the lock and other platforms still get their binaries.
 *
 * usage: complete-lock.mjs [package-lock.json]
 * Run it after every dependency change, then check `npm ci` in a clean clone.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;
const systems = [
  'darwin',
  'win32',
  'linux',
  'android',
  'freebsd',
  'openbsd',
  'netbsd',
  'openharmony',
  'aix',
  'sunos',
];
const processors = [
  [/arm64|aarch64/, 'arm64'],
  [/x64|x86_64/, 'x64'],
  [/ia32|x86|i686/, 'ia32'],
  [/ppc64/, 'ppc64'],
  [/riscv64/, 'riscv64'],
  [/s390x/, 's390x'],
  [/loong64/, 'loong64'],
  [/mips64el/, 'mips64el'],
  [/wasm/, 'wasm32'],
  [/arm/, 'arm'],
];

/** Reads system, processor and C library from a platform package's name, such as `@swc/core-linux-x64-gnu`. */
function platformOf(name) {
  const tail = name.split('/').pop().replace('linuxmusl', 'linux-musl');
  const os =
    systems.find((system) => tail.includes(system)) ?? (tail.includes('windows') ? 'win32' : undefined);
  const cpu = processors.find(([pattern]) => pattern.test(tail))?.[1];
  const libc = /musl/.test(tail) ? 'musl' : os === 'linux' && /gnu/.test(tail) ? 'glibc' : undefined;
  return { os, cpu, libc };
}

/** Looks for `name` where Node would resolve it from the package at `from`. */
function isLocked(from, name) {
  for (let dir = from; ;) {
    if (packages[`${dir ? `${dir}/` : ''}node_modules/${name}`]) return true;
    if (!dir) return false;
    const cut = dir.lastIndexOf('/node_modules/');
    dir = cut >= 0 ? dir.slice(0, cut) : '';
  }
}

const added = [];
for (const [from, pkg] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (isLocked(from, name)) continue;
    const { os, cpu, libc } = platformOf(name);
    if (!/^\d+\.\d+\.\d+/.test(version) || (!os && cpu !== 'wasm32')) {
      console.warn(`left out: ${name}@${version} (wanted by ${from || 'the root'})`);
      continue;
    }
    packages[`node_modules/${name}`] = {
      version,
      ...(cpu && { cpu: [cpu] }),
      ...(pkg.dev && { dev: true }),
      ...(libc && { libc: [libc] }),
      optional: true,
      ...(os && { os: [os] }),
    };
    added.push(`${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`added ${added.length}`, added.slice(0, 5).join(' '));
