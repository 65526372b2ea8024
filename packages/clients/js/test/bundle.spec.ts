import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { build, type BuildResult, type Metafile } from 'esbuild';

type Built = BuildResult<{ write: false; metafile: true }>;

describe('the client in a browser', () => {
  let built: Built;
  beforeAll(async () => {
    built = await build({
      entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      conditions: ['aethex-source'],
      outdir: tmpdir(),
      write: false,
      metafile: true,
    });
  });

  const chunkOf = (name: string): string => {
    const found = Object.keys(built.metafile.outputs).find((path) => basename(path).startsWith(name));
    if (!found) throw new Error(`There is no chunk ${name}: ${Object.keys(built.metafile.outputs).join()}`);
    return found;
  };

  /** A chunk and all that is loaded with it, besides what the game has already. */
  function loadedWith(name: string, already: readonly string[] = []): string[] {
    const paths = new Set<string>();
    const visit = (path: string): void => {
      if (paths.has(path) || already.includes(path)) return;
      paths.add(path);
      const { imports } = built.metafile.outputs[path] as Metafile['outputs'][string];
      for (const one of imports) if (one.kind !== 'dynamic-import') visit(one.path);
    };
    visit(chunkOf(name));
    return [...paths];
  }

  const sizeOf = (paths: readonly string[]): number =>
    built.outputFiles
      .filter(({ path }) => paths.some((one) => basename(one) === basename(path)))
      .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);

  const foreign = (paths: readonly string[]): string[] =>
    paths
      .flatMap((path) => Object.keys(built.metafile.outputs[path]?.inputs ?? {}))
      .filter((path) => !path.includes('clients/js/src/') && !path.startsWith('src/'));

  it('weighs 17 KB at most, minified and gzipped, and brings nothing but itself', () => {
    const base = loadedWith('index');
    expect(sizeOf(base)).toBeLessThanOrEqual(17 * 1024);
    expect(foreign(base)).toEqual([]);
  });

  it('loads 8 KB more for rooms and matches, with the first one', () => {
    const rooms = loadedWith('engine', loadedWith('index'));
    expect(sizeOf(rooms)).toBeLessThanOrEqual(8 * 1024);
    expect(foreign(rooms)).toEqual([]);
  });

  it('loads 9 KB more for P2P and voice, when they are used', () => {
    const rtc = loadedWith('rtc', loadedWith('index'));
    expect(sizeOf(rtc)).toBeLessThanOrEqual(9 * 1024);
    expect(foreign(rtc)).toEqual([]);
  });

  it('loads 17 KB more for MessagePack, when it is spoken', () => {
    const packed = loadedWith('packed', loadedWith('index'));
    expect(sizeOf(packed)).toBeLessThanOrEqual(18 * 1024);
    expect(foreign(packed).every((path) => /\/(msgpackr|protocol)\//.test(path))).toBe(true);
  });
});
