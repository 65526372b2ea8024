import { Prepared } from '@aethex/core';
import type { FarRoom } from './far-room.js';

/** Tells a socket of this node that its seat in a room elsewhere, or the room itself, is no more. */
export function turnOut(room: FarRoom, seat: string, reason: 'closed' | 'dropped'): void {
  const line = room.lineOf(seat);
  if (!line) return;
  const resync = reason === 'closed' ? 'room_gone' : 'seat_expired';
  line.deliver([seat], new Prepared({ type: 'resync_required', reason: resync }), 'event');
  line.deliver([seat], new Prepared({ type: 'room_left', room_id: room.roomId, reason }), 'event');
  room.forget(seat);
  line.release(seat);
}
