/**
 * The texts one after another, each behind its length in bytes, so that no two lists make the same bytes. Lengths are
 * written in decimal with a colon, as in a netstring.
 */
export function lengthPrefixed(...texts: readonly string[]): Buffer {
  let all = '';
  for (const text of texts) all += `${Buffer.byteLength(text)}:${text}`;
  return Buffer.from(all);
}
