export interface RelayTicket {
  readonly transport: string;
  readonly url: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Carries frames between the seats of a room. */
export abstract class Relay {
  /** Opens a room, or finds it open. */
  abstract open(room: string, about: { seats: number }): Promise<void>;
  /** Lets one player take one seat. The ticket expires, works once, and dies with the room. */
  abstract ticket(room: string, player: string): Promise<RelayTicket>;
  /** Sends bytes from one seat to others, in order per sender. A slow seat cannot stall the others. */
  abstract send(room: string, from: string, to: readonly string[], bytes: Uint8Array): Promise<void>;
  /** Closes the room on every node. Closing what is closed is no error. */
  abstract close(room: string): Promise<void>;
}
