/** Two players of one game who turn out to be one. */
export interface Merge {
  /** The guest, who is erased afterwards. */
  readonly from: string;
  /** The account that stays. */
  readonly into: string;
  readonly gameId: string;
}

/** What a plugin that keeps data of players does when a guest turns out to be somebody else. */
export interface MergeHooks {
  /**
   * Gives what the guest has to the account that stays, losing nothing of either. May come again after a crash, and
   * does then only what is left. What it cannot give away it leaves: it is erased with the guest.
   */
  merge(players: Merge): Promise<void>;
}
