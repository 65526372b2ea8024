import { voice, type AethexError, type Out } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../rooms/room-ask.js';
import type { SignalRoom } from '../rooms/signal-port.js';
import type { VoiceAsk } from './voice-ask.js';
import { VoiceDesk } from './voice-desk.js';

/** Seconds to enter a media server with a ticket: it is looked at once, on entering. */
const ticketSeconds = 60;

/** Answers the calls of the contract about the voice of a room that this node owns. */
@Injectable()
export class VoiceAnswers {
  constructor(private readonly desk: VoiceDesk) {}

  /** A room is only there for its members, and for who may moderate rooms of the game. */
  async answer(room: SignalRoom, ask: VoiceAsk, actor: Actor): Promise<unknown> {
    const isMember = actor.who === 'player' && isIn(room, actor.id);
    if (room.gameId !== actor.gameId || (!isMember && !actor.mayModerate)) throw notFound();
    if (ask.name === 'hides') return room.relayOnly;
    if (ask.name === 'members') return { members: this.desk.find(room.roomId)?.members() ?? [] };
    if (ask.name === 'token') return this.ticket(room, actor.id);
    const { player_id: playerId } = ask.input;
    if (ask.name === 'mute' || ask.name === 'unmute')
      return this.silence(room, { actor, playerId, silenced: ask.name === 'mute' });
    return this.block(room, { by: actor.id, other: playerId, blocks: ask.name === 'block' });
  }

  private async ticket(room: SignalRoom, playerId: string): Promise<Out<typeof voice, 'token'>> {
    const of = this.desk.find(room.roomId);
    if (!of?.has(playerId)) throw voice.error('token', 'not_joined');
    if (of.transport === 'mesh' || !this.desk.media) throw voice.error('token', 'mesh');
    const may = { speak: !of.isSilenced(playerId), seconds: ticketSeconds };
    const { transport, url, token, expiresAt } = await this.desk.media.ticket(room.roomId, playerId, may);
    return { transport, url, token, expires_at: expiresAt.toISOString() };
  }

  private async silence(
    room: SignalRoom,
    { actor, playerId, silenced }: { actor: Actor; playerId: string; silenced: boolean },
  ): Promise<null> {
    if (room.hostId !== actor.id && !actor.mayModerate) throw voice.error('mute', 'forbidden');
    if (!isIn(room, playerId)) throw noPlayer();
    await this.desk.silence(room, playerId, silenced);
    return null;
  }

  private block(
    room: SignalRoom,
    { by, other, blocks }: { by: string; other: string; blocks: boolean },
  ): null {
    if (!isIn(room, by)) throw notFound();
    if (by === other || (blocks && !isIn(room, other))) throw noPlayer();
    const of = this.desk.open(room.roomId);
    const changed = blocks ? of.block(by, other) : of.unblock(by, other);
    if (changed === null) throw voice.error('block', 'too_many_blocks');
    if (changed) this.desk.tell(room);
    return null;
  }
}

const isIn = (room: SignalRoom, playerId: string): boolean =>
  room.members.some(({ player_id }) => player_id === playerId);

const noPlayer = (): AethexError => voice.error('mute', 'no_player');

const notFound = (): AethexError => voice.error('members', 'not_found');
