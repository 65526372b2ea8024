import { IceServers, type Caller, type Serves } from '@aethex/core';
import { voice, type In, type Out } from '@aethex/protocol';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { actorOf } from '../rooms/room-ask.js';
import { SignalPort } from '../rooms/signal-port.js';
import type { VoiceAsk } from './voice-ask.js';

/** Gives out ICE servers, and asks the voice of a room, wherever the room lives. */
@Injectable()
export class VoiceService implements Serves<typeof voice> {
  constructor(
    private readonly signals: SignalPort,
    private readonly config: MultiplayerConfig,
    @Optional() @Inject(IceServers) private readonly servers: IceServers | null,
  ) {}

  async ice({ room_id, relay_only }: In<typeof voice, 'ice'>, caller: Caller) {
    const relayOnly = this.config.relayOnly || (room_id !== undefined && (await this.hides(room_id, caller)));
    const seconds = Math.min(this.config.ice, 600);
    const want = { seconds, relayOnly: relayOnly || relay_only };
    const servers = (await this.servers?.for(caller.id, want)) ?? [];
    return {
      ice_servers: servers.map((server) => ({ ...server, urls: [...server.urls] })),
      relay_only: want.relayOnly,
      expires_in_seconds: seconds,
    };
  }

  token({ room_id }: In<typeof voice, 'token'>, caller: Caller) {
    return this.ask<'token'>(room_id, { name: 'token', input: {} }, caller);
  }

  members({ room_id }: In<typeof voice, 'members'>, caller: Caller) {
    return this.ask<'members'>(room_id, { name: 'members', input: {} }, caller);
  }

  mute({ room_id, player_id }: In<typeof voice, 'mute'>, caller: Caller) {
    return this.ask<'mute'>(room_id, { name: 'mute', input: { player_id } }, caller);
  }

  unmute({ room_id, player_id }: In<typeof voice, 'unmute'>, caller: Caller) {
    return this.ask<'unmute'>(room_id, { name: 'unmute', input: { player_id } }, caller);
  }

  block({ room_id, player_id }: In<typeof voice, 'block'>, caller: Caller) {
    return this.ask<'block'>(room_id, { name: 'block', input: { player_id } }, caller);
  }

  unblock({ room_id, player_id }: In<typeof voice, 'unblock'>, caller: Caller) {
    return this.ask<'unblock'>(room_id, { name: 'unblock', input: { player_id } }, caller);
  }

  private hides(roomId: string, caller: Caller): Promise<boolean> {
    return this.asked<boolean>(roomId, { name: 'hides', input: {} }, caller);
  }

  private ask<Name extends Exclude<VoiceAsk['name'], 'hides'>>(
    roomId: string,
    ask: Extract<VoiceAsk, { name: Name }>,
    caller: Caller,
  ): Promise<Out<typeof voice, Name>> {
    return this.asked(roomId, ask, caller);
  }

  private async asked<Answer>(roomId: string, ask: VoiceAsk, caller: Caller): Promise<Answer> {
    const answer = await this.signals.ask(roomId, ask, actorOf(caller));
    if (answer === undefined) throw voice.error('members', 'not_found');
    return answer as Answer;
  }
}
