import type { Answer, voice } from '@aethex/protocol';
import type { SignalChannel } from './signal-channel.js';

type Ice = Answer<typeof voice, 'ice'>;

/** Milliseconds before their end at which credentials count as used up. */
const margin = 60_000;

/** Knows the ICE servers of the room, and asks for new ones before their credentials expire. */
export class IceBook {
  private known: { readonly config: RTCConfiguration; readonly until: number } | null = null;

  constructor(
    private readonly channel: SignalChannel,
    private readonly wishesRelay: boolean,
  ) {}

  /** What a connection is made with. Where no server answers, only connections within one network come about. */
  async config(): Promise<RTCConfiguration> {
    if (this.known && performance.now() < this.known.until) return this.known.config;
    const asked = { room_id: this.channel.roomId, relay_only: this.wishesRelay };
    const answer = await this.channel.call('ice', asked);
    if (!answer.success) return this.wishesRelay ? { iceTransportPolicy: 'relay' } : {};
    const { ice_servers, relay_only, expires_in_seconds } = answer.data as Ice;
    const config: RTCConfiguration = {
      iceServers: ice_servers,
      iceTransportPolicy: relay_only ? 'relay' : 'all',
    };
    this.known = { config, until: performance.now() + expires_in_seconds * 1000 - margin };
    return config;
  }
}
