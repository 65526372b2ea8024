/** Languages the runner knows; a fence of another one says by `not-run` or `file` what it is for. */
const known = new Set(['sh', 'bash', 'ts', 'js', 'json', 'text']);
/** Words a fence may carry after its language. */
const words = new Set(['check', 'config', 'continues', 'output', 'in-repository']);
const pairs = new Set(['not-run', 'file', 'background']);
const opening = /^( *)(`{3,})(.*)$/;

/**
 * The fences of a page, in order: `{ line, language, text, words, trouble, 'not-run'?, file?, background? }`.
 * `trouble` says what is wrong with how the fence is written, or is `null`.
 */
export function fencesOf(markdown) {
  const lines = markdown.split('\n');
  const fences = [];
  for (let at = 0; at < lines.length; at += 1) {
    const match = opening.exec(lines[at]);
    if (!match) continue;
    const [, indent, ticks, info] = match;
    const end = lines.findIndex((line, index) => index > at && line === indent + ticks);
    if (end < 0) throw new Error(`The fence in line ${at + 1} has no end.`);
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    fences.push(fence(at + 1, info.trim(), `${text.join('\n')}\n`));
    at = end;
  }
  return fences;
}

function fence(line, info, text) {
  const [language = '', ...rest] = info.match(/[\w-]+="[^"]*"|[^\s]+/g) ?? [];
  const facts = Object.fromEntries(
    rest.filter((one) => one.includes('=')).map((one) => [one.split('=')[0], one.split('"')[1] ?? '']),
  );
  const given = new Set(rest.filter((one) => !one.includes('=')));
  return { line, language, text, words: given, ...facts, trouble: troubleOf(language, given, facts) };
}

function troubleOf(language, given, facts) {
  const stranger =
    [...given].find((word) => !words.has(word)) ?? Object.keys(facts).find((key) => !pairs.has(key));
  if (stranger !== undefined) return `"${stranger}" is no word the runner knows.`;
  const empty = Object.keys(facts).find((key) => facts[key] === '');
  if (empty !== undefined) return `"${empty}" needs a text in quotes.`;
  if (language === '') return 'It has no language.';
  if (known.has(language) || facts['not-run'] !== undefined || facts.file !== undefined) return null;
  return `The runner knows no "${language}". Say why it is not run: not-run="…".`;
}

/** What is done with a fence. */
export function sortOf(one) {
  if (one['not-run'] !== undefined) return 'shown';
  if (one.words.has('output')) return 'output';
  if (one.file !== undefined) return 'file';
  if (one.language === 'json') return one.words.has('config') ? 'config' : 'json';
  if (one.language === 'text') return 'text';
  if (one.language === 'ts' || one.language === 'js') return one.words.has('check') ? 'checked' : 'program';
  return one.background === undefined ? 'shell' : 'background';
}
