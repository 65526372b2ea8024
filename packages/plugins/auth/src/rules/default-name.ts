/** What an account without a name of its own is called: nothing of its email, which is nobody else's business. */
export const defaultName = (playerId: string): string => `Player ${playerId.slice(-6)}`;
