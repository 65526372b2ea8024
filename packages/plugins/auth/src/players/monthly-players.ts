import { Quotas, type MeterSpec, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';

const meter = 'auth.monthly_players';

export const playersMeters: readonly MeterSpec[] = [
  {
    name: meter,
    about: 'Players who signed in or kept playing in the month, each counted once.',
    unit: 'count',
    kind: 'distinct',
  },
];

/** Counts who plays in a month. Only who is new to a game can be refused: who was there before plays on. */
@Injectable()
export class MonthlyPlayers {
  constructor(private readonly quotas: Quotas) {}

  /** Counts inside the write that opens or renews a session. Fails with `quota.exceeded` for one player too many. */
  async count(em: Unit, playerId: string, gameId: string, isNew: boolean): Promise<void> {
    await this.quotas.count(em, { meter, gameId, amount: 1, key: playerId, mayRefuse: isNew });
  }
}
