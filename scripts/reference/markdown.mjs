/** The first line of every generated page. */
export const generated = '<!-- Written by `npm run generate`. Change the source, not this page. -->';

/** A table; a column in which nothing stands is left out. */
export function table(heads, rows) {
  const used = heads.map((_, index) => rows.some((row) => row[index] !== ''));
  const line = (cells) => `| ${cells.filter((_, index) => used[index]).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(row.map(cell)))].join('\n');
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

export const code = (text) => `\`${text}\``;

export const fence = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;

/** The first letter large and a full stop at the end. */
export function sentence(text) {
  const whole = /[.!?…]$/.test(text) ? text : `${text}.`;
  return /^[a-z]/.test(whole) ? whole.charAt(0).toUpperCase() + whole.slice(1) : whole;
}

/** The parts of a page, with an empty line between them. */
export const page = (...parts) => `${[generated, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
