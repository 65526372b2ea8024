/** A STUN or TURN server as `RTCPeerConnection` takes it. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Knows through which servers two players can reach each other. */
export abstract class IceServers {
  /**
   * The servers for one player. Credentials are the player's own, do not tell who the player is, and expire within
   * `seconds`. With `relayOnly` only servers that hide the player's address; empty when there are none.
   */
  abstract for(player: string, want: { seconds: number; relayOnly: boolean }): Promise<readonly IceServer[]>;
}
