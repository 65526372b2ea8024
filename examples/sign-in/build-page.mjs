import { build } from 'esbuild';

/** One script for the page: the game and the client in it. */
await build({
  entryPoints: [new URL('page/main.ts', import.meta.url).pathname],
  outfile: new URL('page/dist/sign-in.js', import.meta.url).pathname,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  sourcemap: true,
  logLevel: 'warning',
});
