import type { RoomInfo } from '@aethex/protocol';

/** Which rooms of a list are wanted. */
export interface RoomFilter {
  readonly kind?: string | undefined;
  readonly has_free_seats?: boolean | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly search?: string | undefined;
}

/** After which room a page goes on: when that one was made, and its id. */
export type RoomCursor = readonly [createdAt: number, roomId: string];

/** One page of the rooms that fit, the newest first, and where the next one begins; `null` behind the last. */
export function pickRooms(
  rooms: readonly RoomInfo[],
  filter: RoomFilter,
  { limit, after }: { readonly limit: number; readonly after: RoomCursor | null },
): { readonly page: readonly RoomInfo[]; readonly next: RoomCursor | null } {
  const rest = rooms
    .filter((room) => fits(room, filter) && (after === null || isBehind(room, after)))
    .toSorted(newestFirst);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { page, next: last && rest.length > limit ? [last.created_at, last.room_id] : null };
}

const newestFirst = (a: RoomInfo, b: RoomInfo): number =>
  b.created_at - a.created_at || (a.room_id < b.room_id ? 1 : -1);

const isBehind = (room: RoomInfo, [createdAt, roomId]: RoomCursor): boolean =>
  room.created_at < createdAt || (room.created_at === createdAt && room.room_id < roomId);

function fits(room: RoomInfo, { kind, has_free_seats, properties, search }: RoomFilter): boolean {
  if (kind !== undefined && room.kind !== kind) return false;
  if (has_free_seats && (room.locked || room.players >= room.max_players)) return false;
  if (search !== undefined && !mentions(room, search.toLowerCase())) return false;
  return Object.entries(properties ?? {}).every(
    ([key, value]) => Object.hasOwn(room.properties, key) && isSame(room.properties[key], value),
  );
}

const mentions = ({ properties, code }: RoomInfo, text: string): boolean =>
  code.toLowerCase() === text ||
  Object.values(properties).some((value) => typeof value === 'string' && value.toLowerCase().includes(text));

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
