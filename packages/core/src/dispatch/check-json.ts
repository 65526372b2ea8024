import { houseError } from '@aethex/protocol';

export interface JsonLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

/**
 * Refuses parsed JSON that is nested too deeply, has too many keys, or has a key that could poison a prototype. Returns
 * the number of keys; elements of a list count as keys too.
 */
export function checkJson(value: unknown, limits: JsonLimits): number {
  return typeof value === 'object' && value !== null ? walk(value, 1, 0, limits) : 0;
}

/** Adds the keys of a node to those before it. It allocates nothing: every frame of every socket comes by here. */
function walk(node: object, depth: number, before: number, limits: JsonLimits): number {
  if (depth > limits.maxDepth) throw tooDeep(limits);
  if (Array.isArray(node)) return walkList(node, depth, before, limits);
  // MessagePack has bytes, which have no keys.
  if (node instanceof Uint8Array) return before;
  let keys = before;
  for (const name in node) {
    const member = (node as Record<string, unknown>)[name];
    keys += 1;
    if (name === '__proto__' || (name === 'constructor' && isPoison(member)))
      throw houseError('request.poisoned', { key: name });
    if (typeof member === 'object' && member !== null) keys = walk(member, depth + 1, keys, limits);
  }
  if (keys > limits.maxKeys) throw tooDeep(limits);
  return keys;
}

function walkList(list: readonly unknown[], depth: number, before: number, limits: JsonLimits): number {
  let keys = before + list.length;
  if (keys > limits.maxKeys) throw tooDeep(limits);
  for (const item of list)
    if (typeof item === 'object' && item !== null) keys = walk(item, depth + 1, keys, limits);
  return keys;
}

const isPoison = (member: unknown): boolean =>
  typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype');

const tooDeep = ({ maxDepth, maxKeys }: JsonLimits) =>
  houseError('request.too_deep', { max_depth: maxDepth, max_keys: maxKeys });
