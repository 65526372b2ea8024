/**
 * The ids that a DEPRECATIONS.md announces: the first cell, in backticks, of each row of its tables.
 * What stands in fenced blocks is an example and announces nothing.
 */
export function deprecatedIds(markdown: string): Set<string> {
  const text = markdown.replace(/^```[\s\S]*?^```/gm, '');
  return new Set([...text.matchAll(/^\|\s*`([^`]+)`\s*\|/gm)].map(([, id = '']) => id));
}
