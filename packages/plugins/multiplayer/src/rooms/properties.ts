import { maxPropertyBytes, roomError } from '@aethex/protocol';
import type { RoomCore } from './room-core.js';
import { patchFacts, sizeOf, type FactsLike } from './rules/patch-facts.js';

/**
 * Merges into the properties of a room and tells everybody. Fails with `rooms.changed` and the current ones when
 * they are not at the revision that was expected.
 */
export function changeProperties(core: RoomCore, patch: FactsLike, expected?: number): number {
  const { properties, revision } = core;
  if (expected !== undefined && expected !== revision) throw roomError('changed', { properties, revision });
  const next = patchFacts(properties, patch);
  if (sizeOf(next) > maxPropertyBytes)
    throw roomError('too_large', { what: 'properties', max_bytes: maxPropertyBytes });
  core.properties = next;
  core.revision += 1;
  return core.tellRoom();
}
