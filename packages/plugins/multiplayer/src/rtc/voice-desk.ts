import { Logger, VoiceRooms } from '@aethex/core';
import { voiceError, type RealtimeFrame } from '@aethex/protocol';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { SignalPort, type SignalRoom } from '../rooms/signal-port.js';
import { RtcMetrics } from './rtc-metrics.js';
import { VoiceRoom, type VoiceMarks, type VoiceSnapshot } from './voice-room.js';

/** Voices of closed rooms that are not worth looking for. */
const fewest = 64;

type Join = Extract<RealtimeFrame, { type: 'voice_join' }>;

/** Keeps the voice of the rooms of this node and tells those who are in it of every change. */
@Injectable()
export class VoiceDesk {
  private readonly voices = new Map<string, VoiceRoom>();
  private sweepAt = fewest;

  constructor(
    private readonly signals: SignalPort,
    private readonly config: MultiplayerConfig,
    private readonly log: Logger,
    private readonly metrics: RtcMetrics,
    @Optional() @Inject(VoiceRooms) readonly media: VoiceRooms | null,
  ) {}

  /** The voice of a room; `null` when nobody entered it, silenced or blocked anybody yet. */
  find(roomId: string): VoiceRoom | null {
    return this.voices.get(roomId) ?? null;
  }

  /** The voice of a room that this node owns. */
  open(roomId: string): VoiceRoom {
    const found = this.voices.get(roomId);
    if (found) return found;
    this.sweep();
    const made = new VoiceRoom();
    this.voices.set(roomId, made);
    return made;
  }

  /** What is to be remembered of a voice when its room moves to another node. */
  snapshot(roomId: string): VoiceSnapshot | null {
    return this.find(roomId)?.snapshot() ?? null;
  }

  /** Takes over the voice of a room that moved here. Players enter it anew. */
  restore(roomId: string, snapshot: VoiceSnapshot | null): void {
    if (snapshot) this.voices.set(roomId, VoiceRoom.restore(snapshot));
  }

  /** The voice of a room that is not here any more. */
  forget(roomId: string): void {
    this.voices.delete(roomId);
    this.count();
  }

  enter(room: SignalRoom, playerId: string, { id, public_key }: Join): void {
    if (!this.config.voice) throw voiceError('off');
    if (!room.moderated && public_key === undefined) throw voiceError('e2ee_required');
    const voice = this.open(room.roomId);
    const others = voice.players.filter((other) => other !== playerId);
    if (others.length >= this.config.voiceMesh) {
      if (!this.media) throw voiceError('full');
      voice.transport = 'server';
    }
    const isListener = room.members.some((one) => one.player_id === playerId && one.role === 'spectator');
    voice.enter(playerId, { publicKey: public_key, isListener });
    this.count();
    this.tell(room, playerId, id);
  }

  /** Takes a player out of the voice. Who is not in it is no error. */
  leave(roomId: string, playerId: string): void {
    const voice = this.find(roomId);
    if (!voice) return;
    const onServer = voice.transport === 'server';
    const wasIn = voice.leave(playerId);
    if (wasIn && onServer) this.leaveServer(voice, roomId, playerId);
    const room = this.signals.room(roomId);
    if (!room) this.voices.delete(roomId);
    else if (wasIn) this.tell(room);
    this.count();
  }

  mark(room: SignalRoom, playerId: string, marks: Partial<VoiceMarks>): void {
    const voice = this.find(room.roomId);
    if (!voice?.has(playerId)) throw voiceError('not_joined');
    if (voice.mark(playerId, marks)) this.tellMarks(room, voice, playerId);
  }

  /** Silences a player for everybody, or lets them speak again. */
  async silence(room: SignalRoom, playerId: string, silenced: boolean): Promise<void> {
    const voice = this.open(room.roomId);
    if (!voice.silence(playerId, silenced)) return;
    this.tell(room);
    if (voice.transport === 'server') await this.media?.mute(room.roomId, playerId, silenced);
  }

  /** Tells everybody in the voice who is in it and what they may; `ref` goes to the one who asked. */
  tell(room: SignalRoom, asker?: string, ref?: string | number): void {
    const voice = this.open(room.roomId);
    const about = {
      type: 'voice_room' as const,
      epoch: voice.epoch,
      members: voice.members(),
      transport: voice.transport,
      end_to_end: !room.moderated,
    };
    for (const playerId of voice.players) {
      const blocked = [...voice.blockedFor(playerId)];
      const mine = playerId === asker && ref !== undefined ? { ref } : {};
      this.signals.toPlayer(room.roomId, playerId, { ...about, ...mine, blocked });
    }
  }

  private count(): void {
    let members = 0;
    for (const { size } of this.voices.values()) members += size;
    this.metrics.voicesAre(members);
  }

  /** Forgets the voices of rooms that are closed, now and then: as many as there are rooms may be made in between. */
  private sweep(): void {
    if (this.voices.size < this.sweepAt) return;
    for (const roomId of this.voices.keys()) if (!this.signals.room(roomId)) this.voices.delete(roomId);
    this.sweepAt = Math.max(fewest, this.voices.size * 2);
  }

  private tellMarks(room: SignalRoom, voice: VoiceRoom, playerId: string): void {
    const member = voice.member(playerId);
    if (!member) return;
    const { public_key: _key, ...marks } = member;
    for (const other of voice.players) {
      if (other !== playerId && !voice.exchange(playerId, other)) continue;
      this.signals.toPlayer(room.roomId, other, { type: 'voice_state', ...marks });
    }
  }

  private leaveServer(voice: VoiceRoom, roomId: string, playerId: string): void {
    const gone = voice.size === 0 ? this.media?.close(roomId) : this.media?.remove(roomId, playerId);
    gone?.catch((error: unknown) =>
      this.log.warn({ err: error, room: roomId }, 'the media server kept a guest'),
    );
  }
}
