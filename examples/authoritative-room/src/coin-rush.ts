import { defineRoom, type RoomContext } from '@aethex/plugin-multiplayer';
import { coinAt, headingOf, isNear, moved, size, type Heading, type Point } from './rules/field.js';

/** What the server knows of a game. Plain JSON, so that it can move to another node. */
interface CoinRush {
  at: Record<string, Point>;
  headings: Record<string, Heading>;
  scores: Record<string, number>;
  /** How many coins there have been. */
  coin: number;
}

/** Coins that win the game. */
const goal = 5;
const still: Heading = { dx: 0, dy: 0 };

type Room = RoomContext<CoinRush>;

/**
 * Coin rush: whoever first picks up five coins wins. Clients say only where they want to go; where they are, and who
 * has the coin, the server decides, twenty times a second.
 */
export const coinRush = defineRoom<CoinRush>('coinrush', {
  authoritative: true,
  tickRate: 20,

  create: () => ({ at: {}, headings: {}, scores: {}, coin: 1 }),

  canJoin: (room) =>
    room.players.length < 4 || { code: 'coinrush.full', message: 'Four players are enough for one coin.' },

  onJoin(room, { player_id: id }) {
    room.state.at[id] ??= { x: size / 2, y: size / 2 };
    room.state.headings[id] = still;
    room.state.scores[id] ??= 0;
    room.setState('coin', { ...coinAt(room.state.coin) });
    show(room, id);
  },

  onMessage(room, { kind, name, from, data }) {
    if (kind !== 'rpc' || name !== 'head') return;
    const heading = headingOf((data as readonly unknown[])[0]);
    if (heading) room.state.headings[from] = heading;
  },

  onTick(room, seconds) {
    for (const [id, heading] of Object.entries(room.state.headings)) {
      if (heading.dx === 0 && heading.dy === 0) continue;
      room.state.at[id] = moved(room.state.at[id] as Point, heading, seconds);
      if (isNear(room.state.at[id], coinAt(room.state.coin))) pickUp(room, id);
      show(room, id);
    }
  },

  onDrop: (room, { player_id: id }) => void (room.state.headings[id] = still),

  onLeave(room, { player_id: id }) {
    delete room.state.at[id];
    delete room.state.headings[id];
    delete room.state.scores[id];
  },
});

function pickUp(room: Room, id: string): void {
  room.state.coin += 1;
  const score = (room.state.scores[id] ?? 0) + 1;
  room.state.scores[id] = score;
  room.setState('coin', { ...coinAt(room.state.coin) });
  room.send('coin', { player_id: id, score });
  if (score < goal) return;
  room.send('won', { player_id: id });
  room.close();
}

const show = (room: Room, id: string): void =>
  room.setState(id, { ...(room.state.at[id] as Point), score: room.state.scores[id] ?? 0 });
