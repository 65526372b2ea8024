import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fencesOf } from './fences.mjs';

export const root = resolve(import.meta.dirname, '..', '..');
const skipped = new Set(['node_modules', 'dist']);
/** Written by a generator or about the past; their fences are shown. */
const unread = ['docs/decisions/', 'docs/reference/'];
/** Pages of which only the links are tried. */
const linksOnly = ['CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'DEPRECATIONS.md'];

/** All pages whose fences are run: `{ name, fences, deadLinks }`. */
export const pages = () =>
  [
    'README.md',
    ...markdownIn('docs').filter((name) => !unread.some((folder) => name.startsWith(folder))),
    ...['packages', 'apps', 'examples'].flatMap((folder) =>
      markdownIn(folder).filter((name) => name.endsWith('/README.md')),
    ),
  ].map(pageOf);

/** The tutorials take longest, so they are tried beside the rest. */
export const isTutorial = ({ name }) => name.startsWith('docs/tutorial/');

/** Pages that have nothing to run, for their links. */
export const linkedPages = () =>
  [...linksOnly, ...unread.flatMap((folder) => markdownIn(folder.slice(0, -1)))].map((name) => ({
    name,
    deadLinks: deadLinksIn(name, textOf(name)),
  }));

function pageOf(name) {
  const text = textOf(name);
  return { name, fences: fencesOf(text), deadLinks: deadLinksIn(name, text) };
}

const textOf = (name) => readFileSync(join(root, name), 'utf8');

function markdownIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : markdownIn(name);
    return entry.name.endsWith('.md') ? [name] : [];
  });
}

/** Links of a page that lead nowhere inside the repository. */
function deadLinksIn(name, text) {
  const prose = text.replace(/^( *)(`{3,})[\s\S]*?^\1\2$/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(name, target));
}

function leadsSomewhere(name, target) {
  const [path, anchor] = target.split('#');
  const file = path === '' ? join(root, name) : resolve(root, dirname(name), path);
  if (!existsSync(file) || relative(root, file).startsWith('..')) return false;
  if (anchor === undefined || statSync(file).isDirectory()) return anchor === undefined;
  return anchorsIn(readFileSync(file, 'utf8')).has(anchor);
}

/** The anchors of headings, as GitHub makes them. */
const anchorsIn = (text) =>
  new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N}_\- ]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
