import type { Answer, voice, VoiceMemberInfo } from '@aethex/protocol';
import type { Mode, Reply } from '../../contract-types.js';
import type { Undo } from '../../listeners.js';
import type { ErrorInfo } from '../../result.js';

export interface VoiceOptions {
  /** Hides the player’s address: sound goes through TURN servers only. */
  readonly relayOnly?: boolean;
  /** How to open the microphone, a track instead of it, or `false` to only listen. */
  readonly microphone?: MediaTrackConstraints | MediaStreamTrack | false;
  /** Enters moderated rooms as well, whose sound is not encrypted from player to player. */
  readonly allowModerated?: boolean;
}

/** Somebody in the voice, as the server tells of them. */
export type VoiceMember = Omit<VoiceMemberInfo, 'public_key'>;
export type VoiceTicket = Answer<typeof voice, 'token'>;

export interface VoiceEvents {
  /** Who is in the voice has changed, or something about them. */
  changed: [members: readonly VoiceMember[]];
  speaking: [playerId: string, isSpeaking: boolean];
  /** Sound of a player comes in, or does no more. */
  connected: [playerId: string, isConnected: boolean];
  /** A player has another key than before: compare the safety numbers again. */
  keyChanged: [playerId: string];
  /** The room is too large for a mesh: enter the media server with {@link VoiceClient.ticket}. */
  server: [];
  /** A sender key, for the encryption of a media server’s client. */
  key: [playerId: string, epoch: number, key: Uint8Array];
  /** The player is out of the voice without having asked for it. */
  left: [error: ErrorInfo];
}

/** The voice of the room the player is in. */
export interface VoiceClient<M extends Mode = 'result'> {
  readonly isIn: boolean;
  readonly isMuted: boolean;
  readonly isDeafened: boolean;
  /** Whether nobody but the players can hear them. */
  readonly isEndToEnd: boolean;
  readonly members: readonly VoiceMember[];
  /** Players with whom no sound is exchanged. */
  readonly blocked: readonly string[];
  /** Enters the voice and asks for the microphone. Call it from a click: browsers want that before they make a sound. */
  join(options?: VoiceOptions): Reply<M, null, ErrorInfo>;
  leave(): void;
  /** The same as `join` and `leave`. */
  enable(isOn: boolean, options?: VoiceOptions): Reply<M, null, ErrorInfo>;
  mute(isMuted: boolean): void;
  /** Hears nobody. */
  deafen(isDeafened: boolean): void;
  /** How loud a player is here, from 0 to 1. */
  setVolume(playerId: string, volume: number): void;
  /** Exchanges no sound with a player, both ways. */
  block(playerId: string): Reply<M, null, ErrorInfo>;
  unblock(playerId: string): Reply<M, null, ErrorInfo>;
  /** Silences a player for everybody; for the host of the room. */
  silence(playerId: string, isSilenced: boolean): Reply<M, null, ErrorInfo>;
  /**
   * Sixty digits that both players see alike unless somebody exchanged their keys: to be compared aloud or in another
   * app. `null` when one of them has no key.
   */
  safetyNumber(playerId: string): Promise<string | null>;
  /** A ticket for the media server of a large room. */
  ticket(): Reply<M, VoiceTicket, ErrorInfo>;
  /** Figures of the connection to a player, as the browser tells them. */
  stats(playerId: string): Promise<RTCStatsReport | null>;
  on<Name extends keyof VoiceEvents>(event: Name, listener: (...args: VoiceEvents[Name]) => void): Undo;
}
