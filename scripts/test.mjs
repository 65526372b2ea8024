#!/usr/bin/env node
/**
 * Runs every test: `npm test`. Builds first, because some tests install the packed packages; starts the servers the
 * tests need; ends with a line such as `412 passed, 0 failed`. Arguments go to Jest.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './services/chromium.mjs';
import { startCoturn } from './services/coturn.mjs';
import { startPostgres } from './services/postgres.mjs';
import { startRedis } from './services/redis.mjs';
import { startS3 } from './services/s3.mjs';
import { needTool } from './services/tool.mjs';

/** Variables by which a developer's own environment would choose adapters. */
const foreign =
  /^(CAPTCHA$|(DATABASE|REDIS|S3|AWS|TURN|ICE|LIVEKIT|SMTP|TURNSTILE|HCAPTCHA|GOOGLE|DISCORD|GITHUB_CLIENT|OIDC|STEAM|APPLE)_)/;

needTool('curl');
const chromium = findChromium();
const postgres = await startPostgres();
const redis = await startRedis();
const s3 = await startS3();
const turn = await startCoturn();
const dir = mkdtempSync(join(tmpdir(), 'aethex-test-report-'));
const report = join(dir, 'report.json');
try {
  execFileSync('npm', ['run', '--silent', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = await jest();
  if (existsSync(report)) summarise();
  else console.log('The tests were broken off.');
} finally {
  await Promise.all([postgres.stop(), redis.stop(), s3.stop(), turn.stop()]);
  rmSync(dir, { recursive: true, force: true });
}

function jest() {
  const workers = String(Math.max(2, availableParallelism()));
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    `--maxWorkers=${workers}`,
  ];
  const env = {
    ...withoutServers(process.env),
    AETHEX_TEST_POSTGRES_URL: postgres.url,
    AETHEX_TEST_REDIS_URL: redis.url,
    AETHEX_TEST_S3_URL: s3.url,
    AETHEX_TEST_TURN_URL: turn.url,
    AETHEX_TEST_CHROMIUM: chromium,
    AETHEX_TEST_REQUIRE: 'postgres,redis,s3,turn,chromium',
  };
  const child = spawn(
    process.execPath,
    [...args, '--json', `--outputFile=${report}`, ...process.argv.slice(2)],
    {
      // Jest prints its own report on stderr; the JSON on stdout is for the file only.
      stdio: ['inherit', 'ignore', 'inherit'],
      env,
    },
  );
  // Who ends the tests ends what they have started as well.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** Servers that tests start must not stand on what the developer's own environment names. */
function withoutServers(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

function summarise() {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const broken =
    numFailedTests === 0 && numFailedTestSuites > 0 ? `, ${numFailedTestSuites} files did not run` : '';
  const skipped = numPendingTests > 0 && process.argv.length === 2 ? `, ${numPendingTests} skipped` : '';
  if (skipped) process.exitCode = 1;
  console.log(`${numPassedTests} passed, ${numFailedTests} failed${broken}${skipped}`);
}
