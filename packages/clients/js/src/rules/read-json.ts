/** The value a text stands for, or `null` when it stands for none: what lies in a storage anybody may have written. */
export function readJson<T>(text: string | null): T | null {
  try {
    return JSON.parse(text ?? 'null') as T | null;
  } catch {
    return null;
  }
}
