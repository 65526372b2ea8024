import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

describe('the client in a browser', () => {
  it('weighs 15 KB at most, minified and gzipped, and brings nothing but itself', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      write: false,
      metafile: true,
    });
    expect(gzipSync(outputFiles[0]!.contents, { level: 9 }).length).toBeLessThanOrEqual(15 * 1024);
    expect(
      Object.keys(metafile.inputs).filter(
        (path) => !path.includes('clients/js/src/') && !path.startsWith('src/'),
      ),
    ).toEqual([]);
    expect(Object.values(metafile.outputs)[0]?.imports).toEqual([]);
  });
});
