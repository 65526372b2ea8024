import { houseError } from '@aethex/protocol';

export interface JsonLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

/**
 * Refuses parsed JSON that is nested too deeply, has too many keys, or has a key that could poison a prototype.
 * Walks without recursion, so that depth itself can do no harm. Returns the number of keys.
 */
export function checkJson(value: unknown, limits: JsonLimits): number {
  if (typeof value !== 'object' || value === null) return 0;
  let level: object[] = [value];
  let keys = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limits.maxDepth) throw tooDeep(limits);
    const next: object[] = [];
    for (const node of level) {
      keys += gather(node, next);
      if (keys > limits.maxKeys) throw tooDeep(limits);
    }
    level = next;
  }
  return keys;
}

/** Adds a node's nested nodes to the list and returns how many keys it has; elements of a list count as keys too. */
function gather(node: object, next: object[]): number {
  if (Array.isArray(node)) {
    for (const item of node) if (typeof item === 'object' && item !== null) next.push(item as object);
    return node.length;
  }
  // MessagePack has bytes, which have no keys.
  if (node instanceof Uint8Array) return 0;
  const names = Object.keys(node);
  for (const name of names) {
    const member = (node as Record<string, unknown>)[name];
    if (name === '__proto__' || (name === 'constructor' && isPoison(member)))
      throw houseError('request.poisoned', { key: name });
    if (typeof member === 'object' && member !== null) next.push(member);
  }
  return names.length;
}

const isPoison = (member: unknown): boolean =>
  typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype');

const tooDeep = ({ maxDepth, maxKeys }: JsonLimits) =>
  houseError('request.too_deep', { max_depth: maxDepth, max_keys: maxKeys });
