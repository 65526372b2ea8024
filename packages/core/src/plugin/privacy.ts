/** Whose data: a player in one game. The names are those of the columns, so that it can be a `where`. */
export interface Subject {
  readonly gameId: string;
  readonly playerId: string;
}

/** What a plugin that keeps data of players answers. */
export interface PrivacyHooks {
  /** Everything kept about the player, in a form that JSON carries. */
  export(who: Subject): Promise<unknown>;
  /** Removes everything that mentions the player. Erasing twice is no error. */
  erase(who: Subject): Promise<unknown>;
}
