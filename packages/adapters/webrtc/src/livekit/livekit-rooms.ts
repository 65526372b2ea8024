import { VoiceRooms, type VoiceTicket } from '@aethex/core';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { ifThere } from './livekit-errors.js';
import type { LivekitSettings } from './options.js';

/** Seconds for one request to LiveKit. */
const requestTimeout = 4;

/** Voice rooms of LiveKit. Players are known to it by their ids, rooms by theirs. */
export class LivekitRooms extends VoiceRooms {
  private readonly server: RoomServiceClient;

  constructor(private readonly settings: LivekitSettings) {
    super();
    const { url, apiKey, apiSecret } = settings;
    this.server = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, {
      requestTimeout,
      failover: false,
    });
  }

  async ticket(
    room: string,
    player: string,
    { speak, seconds }: { speak: boolean; seconds: number },
  ): Promise<VoiceTicket> {
    const { url, apiKey, apiSecret } = this.settings;
    const pass = new AccessToken(apiKey, apiSecret, { identity: player, ttl: seconds });
    pass.addGrant({ room, roomJoin: true, canPublish: speak, canPublishData: false, canSubscribe: true });
    const token = await pass.toJwt();
    return { transport: 'livekit', url, token, expiresAt: expiryOf(token) };
  }

  mute(room: string, player: string, muted: boolean): Promise<void> {
    const permission = { canPublish: !muted, canSubscribe: true, canPublishData: false };
    return ifThere(() => this.server.updateParticipant(room, player, { permission }));
  }

  remove(room: string, player: string): Promise<void> {
    return ifThere(() => this.server.removeParticipant(room, player));
  }

  close(room: string): Promise<void> {
    return ifThere(() => this.server.deleteRoom(room));
  }
}

function expiryOf(token: string): Date {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp: number;
  };
  return new Date(claims.exp * 1000);
}
