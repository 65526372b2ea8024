/** Where a player's sound goes in a voice room that a media server carries. */
export interface VoiceTicket {
  /** `livekit`, … : which client library speaks to it. */
  readonly transport: string;
  readonly url: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Voice rooms too large for a mesh, on a media server. */
export abstract class VoiceRooms {
  /**
   * Lets one player into one room, for `seconds` from now; who is in stays in. Who may not speak only hears.
   */
  abstract ticket(
    room: string,
    player: string,
    may: { speak: boolean; seconds: number },
  ): Promise<VoiceTicket>;
  /** Silences a player for everybody, or lets them speak again. A player who is not there is no error. */
  abstract mute(room: string, player: string, muted: boolean): Promise<void>;
  /** Takes a player out of the room. Who is not there is no error. */
  abstract remove(room: string, player: string): Promise<void>;
  /** Ends the room. Ending what is not there is no error. */
  abstract close(room: string): Promise<void>;
}
