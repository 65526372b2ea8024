interface Candidate {
  readonly playerId: string;
  readonly role: 'player' | 'spectator';
  readonly joinedAt: number;
  readonly lostAt: number | null;
}

/** Who takes over: the longest present player who is connected, or `null`. Spectators never do. */
export function nextHost(seats: Iterable<Candidate>): string | null {
  let best: Candidate | null = null;
  for (const seat of seats) {
    if (seat.role !== 'player' || seat.lostAt !== null) continue;
    if (!best || seat.joinedAt < best.joinedAt) best = seat;
  }
  return best?.playerId ?? null;
}
