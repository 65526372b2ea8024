#!/usr/bin/env node
/** What no linter knows about this repository: `npm run house`. Prints every complaint, and ends with 1 when there is one. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';

const complaints = [];
const complain = (line) => complaints.push(line);
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const installed = Object.entries(json('package-lock.json').packages)
  .filter(([path]) => path.includes('node_modules/'))
  .map(([path, { version, link, resolved, integrity, optional, optionalDependencies }]) => ({
    path,
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    isOurs: link === true || resolved?.startsWith('packages/'),
    isWhole: Boolean(integrity),
    isOptional: optional === true,
    optionals: Object.keys(optionalDependencies ?? {}),
  }));

holesAreClosed();
onlyOnce(['@nestjs/core', '@nestjs/common', 'reflect-metadata', 'typeorm', 'rxjs', 'zod', 'ws']);
lockIsWhole();
roomsAreAlike();
filesStaySmall();
referenceIsFresh();

for (const line of complaints) console.error(`- ${line}`);
console.log(complaints.length === 0 ? 'The house is in order.' : `${complaints.length} complaints.`);
process.exitCode = complaints.length === 0 ? 0 : 1;

/** security/min-versions.json names the oldest version of a package that has no known hole. */
function holesAreClosed() {
  const oldest = json('security/min-versions.json');
  for (const { name, version, path } of installed) {
    const rule = Object.hasOwn(oldest, name) ? oldest[name] : undefined;
    if (rule && semver.lt(version, rule.from))
      complain(`${path} is ${version}, older than ${rule.from} (${rule.because}). Update it.`);
  }
}

/** Two copies of these in one process do not recognise each other's classes. */
function onlyOnce(names) {
  for (const name of names) {
    const copies = installed
      .filter((one) => one.name === name)
      .map(({ path, version }) => `${path}@${version}`);
    if (copies.length !== 1) complain(`${name} is installed ${copies.length} times: ${copies.join(', ')}.`);
  }
}

/** npm leaves out of the lock what the registry in use did not carry; other systems then miss their binaries. */
function lockIsWhole() {
  for (const { path, isOurs, isOptional, isWhole } of installed)
    if (!isOurs && !isOptional && !isWhole) complain(`package-lock.json has no checksum for ${path}.`);
  const names = new Set(installed.map(({ name }) => name));
  for (const { path, optionals } of installed)
    for (const name of optionals.filter((one) => !names.has(one)))
      complain(`package-lock.json lacks ${name}, which ${path} may need. Run scripts/complete-lock.mjs.`);
}

function roomsAreAlike() {
  const headings = ['What it is', 'Use', 'Settings', 'Methods', 'Notes'];
  const folders = ['packages/plugins', 'packages/adapters'].flatMap((parent) =>
    readdirSync(parent).map((name) => join(parent, name)),
  );
  for (const folder of [
    ...folders,
    'packages/core',
    'packages/protocol',
    'packages/testing',
    'packages/clients/js',
  ]) {
    const file = join(folder, 'README.md');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const missing = headings.filter((heading) => !text.includes(`\n## ${heading}\n`));
    if (missing.length > 0) complain(`${file} lacks the headings ${missing.join(', ')}.`);
  }
}

function filesStaySmall() {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs'], { encoding: 'utf8' })
    .split('\n')
    .filter(existsSync);
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n').length;
    if (lines > 301 && !/\.spec\.ts$/.test(file)) complain(`${file} has ${lines} lines. Split it.`);
  }
}

function referenceIsFresh() {
  try {
    execFileSync('npm', ['run', '--silent', 'generate:check'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  } catch (error) {
    complain(
      `docs/reference is not what the code says. Run "npm run generate". ${error.stdout}${error.stderr}`,
    );
  }
}
