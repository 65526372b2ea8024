/** Signals are small; what is nested deeper is none. */
const deepest = 6;
const telling = new Set(['address', 'ip', 'relatedAddress', 'relatedPort']);
/** A candidate (RFC 8839, 5.1) that tells where its owner is. */
const direct = /candidate:(?:(?!candidate:)[^])*?\btyp\s+(?!relay\b)/i;

/**
 * A signal without what tells the sender’s address: candidates that are no relays, the related address of relays, the
 * `c=`, `o=` and `a=rtcp:` lines of a description. `null` when nothing is left of it. What cannot be read is taken out.
 */
export function hideAddress(signal: unknown): unknown {
  const hidden = cleaned(signal, 0);
  return hidden !== null && !direct.test(JSON.stringify(hidden)) ? hidden : null;
}

/** `null` says that what was there is to be left out, and whatever stands on it. */
function cleaned(value: unknown, depth: number): unknown {
  if (depth > deepest) return null;
  if (typeof value === 'string') return cleanText(value, depth);
  if (Array.isArray(value)) return cleanList(value, depth);
  if (typeof value === 'object' && value !== null) return cleanObject(value, depth);
  return value;
}

function cleanList(list: readonly unknown[], depth: number): unknown {
  return list.flatMap((one) => {
    const clean = cleaned(one, depth + 1);
    return clean === null && one !== null ? [] : [clean];
  });
}

function cleanObject(value: object, depth: number): unknown {
  const kept: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    if (telling.has(key)) continue;
    const clean = cleaned(part, depth + 1);
    if (clean === null && part !== null) return null;
    kept[key] = clean;
  }
  return kept;
}

function cleanText(text: string, depth: number): string | null {
  if (text.trimStart().startsWith('{')) return cleanJson(text, depth);
  if (/^(?:a=)?candidate:/i.test(text)) return cleanCandidate(text);
  if (!/^[a-z]=/m.test(text)) return text;
  return text
    .split(/(?<=\n)/)
    .flatMap((line) => cleanLine(line) ?? [])
    .join('');
}

function cleanJson(text: string, depth: number): string | null {
  try {
    const clean = cleaned(JSON.parse(text), depth + 1);
    return clean === null ? null : JSON.stringify(clean);
  } catch {
    return null;
  }
}

function cleanLine(line: string): string | null {
  if (/^a=candidate:/i.test(line)) return cleanCandidate(line);
  if (!/^(?:[co]=|a=rtcp:)/i.test(line)) return line;
  return line.replace(/IN IP[46] \S+/, 'IN IP4 0.0.0.0');
}

const cleanCandidate = (line: string): string | null =>
  /\btyp\s+relay\b/i.test(line)
    ? line.replace(/\braddr\s+\S+/i, 'raddr 0.0.0.0').replace(/\brport\s+\S+/i, 'rport 0')
    : null;
