import { Matchmaker } from './matchmaker.js';
import { measureLatencies } from './measure-latencies.js';
import { RoomSession, type RoomNeeds } from './room-session.js';
import type { Channels } from '../listeners.js';
import type { MatchmakingEvents } from './matchmaking-client.js';

/** What does the work of multiplayer; loaded when it is needed first. */
export interface Engine {
  readonly rooms: RoomSession;
  readonly matchmaker: Matchmaker;
  measureLatencies(urls: Readonly<Record<string, string>>): Promise<Record<string, number>>;
  dispose(): void;
}

export function engineOf(needs: RoomNeeds, events: Channels<MatchmakingEvents>): Engine {
  const rooms = new RoomSession(needs);
  const matchmaker = new Matchmaker({ ...needs, rooms, events });
  const dispose = (): void => {
    matchmaker.dispose();
    rooms.dispose();
  };
  return {
    rooms,
    matchmaker,
    measureLatencies: (urls) => measureLatencies(urls, needs.settings),
    dispose,
  };
}
