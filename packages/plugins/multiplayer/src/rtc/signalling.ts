import { roomError, voiceError } from '@aethex/protocol';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import type { Actor } from '../rooms/room-ask.js';
import { SignalPort, type SignalFrame, type SignalHandler, type SignalRoom } from '../rooms/signal-port.js';
import { RtcMetrics } from './rtc-metrics.js';
import { hideAddress } from './rules/hide-address.js';
import { listensOnly } from './rules/listens-only.js';
import { VoiceAnswers } from './voice-answers.js';
import type { VoiceAsk } from './voice-ask.js';
import { VoiceDesk } from './voice-desk.js';

type FrameOf<T extends SignalFrame['type']> = Extract<SignalFrame, { type: T }>;

/** Characters of a signal as JSON. */
const longestSignal = 32_768;
const manyPlayers = /^(?:all|others|host|server|group:.*)$/;

/** Passes what WebRTC needs from one player of a room to another. What a signal says is between the two. */
@Injectable()
export class Signalling implements SignalHandler, OnModuleInit {
  constructor(
    private readonly signals: SignalPort,
    private readonly desk: VoiceDesk,
    private readonly answers: VoiceAnswers,
    private readonly config: MultiplayerConfig,
    private readonly metrics: RtcMetrics,
  ) {}

  onModuleInit(): void {
    this.signals.use(this);
    this.signals.onLeft((roomId, playerId) => this.desk.leave(roomId, playerId));
  }

  handle(room: SignalRoom, playerId: string, frame: SignalFrame): void {
    this.act(room, playerId, frame);
    this.metrics.signalled(frame.type);
    if (frame.id === undefined || frame.type === 'voice_join') return;
    this.signals.toPlayer(room.roomId, playerId, { type: 'ack', ref: frame.id });
  }

  answer(room: SignalRoom, ask: VoiceAsk, actor: Actor): Promise<unknown> {
    return this.answers.answer(room, ask, actor);
  }

  private hides(room: SignalRoom): boolean {
    return this.config.relayOnly || room.relayOnly;
  }

  private act(room: SignalRoom, playerId: string, frame: SignalFrame): void {
    switch (frame.type) {
      case 'p2p_signal':
        return this.passSignal(room, playerId, frame);
      case 'voice_join':
        return this.desk.enter(room, playerId, frame);
      case 'voice_leave':
        return this.desk.leave(room.roomId, playerId);
      case 'voice_state':
        return this.desk.mark(room, playerId, marksOf(frame));
      case 'voice_signal':
        return this.passVoice(room, playerId, frame);
      case 'voice_key':
        return this.passKey(room, playerId, frame);
    }
  }

  private passSignal(
    room: SignalRoom,
    from: string,
    { to, signal, relay_only }: FrameOf<'p2p_signal'>,
  ): void {
    const target = playerIn(to);
    const isMember = room.members.some(({ player_id }) => player_id === target);
    if (!isMember || target === from) throw roomError('no_player');
    const passed = this.passable(room, signal, relay_only);
    if (passed !== null)
      this.signals.toPlayer(room.roomId, target, { type: 'p2p_signal', from, signal: passed });
  }

  private passVoice(
    room: SignalRoom,
    from: string,
    { to, signal, relay_only }: FrameOf<'voice_signal'>,
  ): void {
    const target = this.listener(room, from, to);
    const passed = this.passable(room, signal, relay_only);
    if (this.desk.find(room.roomId)?.isSilenced(from) && !listensOnly(signal)) throw voiceError('muted');
    if (passed !== null)
      this.signals.toPlayer(room.roomId, target, { type: 'voice_signal', from, signal: passed });
  }

  private passKey(room: SignalRoom, from: string, { to, epoch, key }: FrameOf<'voice_key'>): void {
    const target = this.listener(room, from, to);
    const voice = this.desk.open(room.roomId);
    if (voice.isSilenced(from)) throw voiceError('muted');
    if (epoch !== voice.epoch) throw voiceError('stale_epoch');
    this.signals.toPlayer(room.roomId, target, { type: 'voice_key', from, epoch, key });
  }

  private listener(room: SignalRoom, from: string, to: string): string {
    const target = playerIn(to);
    const voice = this.desk.find(room.roomId);
    if (!voice?.has(from)) throw voiceError('not_joined');
    if (!voice.exchange(from, target)) throw voiceError('no_listener');
    return target;
  }

  /** The signal as it may be passed on; `null` when nothing is left of it. */
  private passable(room: SignalRoom, signal: unknown, wishes: boolean | undefined): unknown {
    if (JSON.stringify(signal).length > longestSignal) throw voiceError('too_large');
    return this.hides(room) || wishes ? hideAddress(signal) : signal;
  }
}

function playerIn(to: string): string {
  if (manyPlayers.test(to)) throw voiceError('one_player');
  return to.replace(/^player_id_/, '');
}

function marksOf({ muted, deafened, speaking }: FrameOf<'voice_state'>) {
  return {
    ...(muted !== undefined && { muted }),
    ...(deafened !== undefined && { deafened }),
    ...(speaking !== undefined && { speaking }),
  };
}
