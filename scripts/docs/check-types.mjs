import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sortOf } from './fences.mjs';
import { root } from './pages.mjs';

const isCode = (path) => /\.m?[jt]s$/.test(path);

/** What the repository's packages are compiled with, and JavaScript too. */
const compilerOptions = {
  target: 'es2023',
  lib: ['es2024', 'dom'],
  module: 'nodenext',
  strict: true,
  strictPropertyInitialization: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
  allowJs: true,
  checkJs: true,
  noImplicitAny: false,
  skipLibCheck: true,
  esModuleInterop: true,
  types: ['node', 'jest'],
  rootDir: 'src',
  outDir: 'out',
};

/**
 * Compiles all TypeScript and JavaScript of the pages at once, in `folder`. Gives what the compiler says of a fence,
 * and where its program is.
 */
export async function checkTypes(pages, folder) {
  const places = pages.flatMap((page) => placesOf(page));
  for (const { path, text } of places) put(join(folder, 'src', path), text);
  put(join(folder, 'package.json'), '{"type":"module"}');
  put(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const said = await compile(folder);
  const pathOf = (page, fence) =>
    places.find((place) => place.page === page.name && place.line === fence.line)?.path;
  return {
    saidOf: (page, fence) => said.filter((line) => line.startsWith(`src/${pathOf(page, fence)}(`)),
    programOf: (page, fence) => join(folder, 'out', pathOf(page, fence).replace(/\.ts$/, '.js')),
  };
}

function placesOf({ name, fences }) {
  const home = name.replaceAll('/', '_').replace(/\.md$/, '');
  const files = fences.filter((fence) => sortOf(fence) === 'file' && isCode(fence.file));
  const others = fences.filter((fence) => ['program', 'checked'].includes(sortOf(fence)));
  const place = ({ line, file, language }, text) => ({
    page: name,
    line,
    path: `${home}/${file ?? `line-${line}.${language}`}`,
    text,
  });
  return [
    // The compiler sees the sources of a page, not what the page will have built.
    ...files.map((fence) => place(fence, fence.text.replaceAll("'./dist/", "'./src/"))),
    ...others.map((fence) => place(fence, wholeText(fence, others))),
  ];
}

/** The text of a program together with those it continues, and a mark that it is a module. */
function wholeText(fence, others) {
  const before = others[others.indexOf(fence) - 1];
  const start = fence.words.has('continues') && before ? wholeText(before, others) : 'export {};\n';
  return `${start}${fence.text}`;
}

function compile(folder) {
  return new Promise((resolve) => {
    const compiler = join(root, 'node_modules', '.bin', 'tsc');
    execFile(compiler, ['-p', '.', '--pretty', 'false'], { cwd: folder }, (_, stdout) =>
      resolve(stdout.split('\n')),
    );
  });
}

function put(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
