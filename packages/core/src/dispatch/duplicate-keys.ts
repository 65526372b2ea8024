import { houseError } from '@aethex/protocol';
import { visit } from 'jsonc-parser';

/**
 * Refuses JSON in which an object names a key twice. Two programs may take a different one of them, which is how a
 * proxy that checks and a server that acts come to disagree.
 */
export function refuseDuplicateKeys(text: string): void {
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (name) => {
      const names = open.at(-1);
      if (names?.has(name)) throw houseError('request.duplicate_key', { key: name.slice(0, 64) });
      names?.add(name);
    },
  });
}
