import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const run = promisify(execFile);

/** Where loading any part of the SDK fails. */
const program = `
import { register } from 'node:module';
const hooks = \`export const resolve = (name, context, next) => {
  if (/^@(aws-sdk|smithy)\\\\//.test(name)) throw new Error('the SDK was asked for');
  return next(name, context);
};\`;
register('data:text/javascript,' + encodeURIComponent(hooks));
const { s3 } = await import('@aethex/s3');
const adapter = s3({ bucket: 'saves' });
console.log('made', adapter.name);
await adapter.create({}).catch((error) => console.log(error.message));
`;

it('loads the SDK only when the adapter is created', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(import.meta.dirname, '..'),
  });
  expect(stdout).toBe('made s3\nthe SDK was asked for\n');
}, 30_000);
