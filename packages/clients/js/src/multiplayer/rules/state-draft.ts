import { encode, type Types } from '../../rules/codec.js';

/**
 * The state a player tells of themselves, and what of it the room knows already. Values are kept as the JSON they had when
 * they were given, so a game may go on changing its objects.
 */
export class StateDraft {
  private readonly mine = new Map<string, string>();
  private readonly known = new Map<string, string>();

  constructor(private readonly types: Types) {}

  /** Merges key by key. `null` takes a key away; `undefined` says nothing. */
  merge(data: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(data)) {
      const text = value === undefined ? undefined : encode(value, this.types);
      if (text === 'null') this.mine.delete(key);
      else if (text !== undefined) this.mine.set(key, text);
    }
  }

  /** What the room does not know yet, which it is taken to know from now on; `null` when that is nothing. */
  changes(): Record<string, unknown> | null {
    const changes: Record<string, unknown> = {};
    for (const [key, text] of this.mine) if (this.known.get(key) !== text) changes[key] = JSON.parse(text);
    for (const key of this.known.keys()) if (!this.mine.has(key)) changes[key] = null;
    this.known.clear();
    for (const [key, text] of this.mine) this.known.set(key, text);
    return Object.keys(changes).length > 0 ? changes : null;
  }

  /** The room may know something else: all of it has to be told again, and what is in these keys besides taken away. */
  doubt(keys: readonly string[] = []): void {
    for (const key of [...this.known.keys(), ...keys]) this.known.set(key, '');
  }
}
