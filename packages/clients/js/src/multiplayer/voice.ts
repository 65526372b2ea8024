import { refusal } from '../client-errors.js';
import { Channels, type Undo } from '../listeners.js';
import { success, type ErrorInfo, type Result } from '../result.js';
import type { GameVoice } from './multiplayer-client.js';
import type { RoomParts } from './room-parts.js';
import type { VoiceEvents, VoiceMember, VoiceMesh, VoiceOptions, VoiceTicket } from './rtc/index.js';

type Told = Promise<Result<null, ErrorInfo>>;

const names = [
  'changed',
  'speaking',
  'connected',
  'keyChanged',
  'server',
  'key',
  'left',
] as const satisfies readonly (keyof VoiceEvents)[];

/** The voice of whichever room the player is in. Its code is loaded when the voice is entered first. */
export class Voice implements GameVoice {
  isMuted = false;
  isDeafened = false;
  private readonly events = new Channels<VoiceEvents>();

  constructor(private readonly meshes: RoomParts<VoiceMesh>) {
    meshes.made.add((mesh) => {
      mesh.mute(this.isMuted);
      mesh.deafen(this.isDeafened);
      for (const name of names) mesh.on(name, (...told) => this.events.tell(name, ...told));
    });
  }

  get isIn(): boolean {
    return this.meshes.current?.isIn ?? false;
  }

  get isEndToEnd(): boolean {
    return this.meshes.current?.isEndToEnd ?? false;
  }

  get members(): readonly VoiceMember[] {
    return this.meshes.current?.members ?? [];
  }

  get blocked(): readonly string[] {
    return this.meshes.current?.blocked ?? [];
  }

  join(options?: VoiceOptions): Told {
    return this.in((mesh) => mesh.join(options));
  }

  leave(): void {
    this.meshes.current?.leave();
  }

  async enable(isOn: boolean, options?: VoiceOptions): Told {
    if (isOn) return this.join(options);
    this.leave();
    return success(null);
  }

  mute(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.meshes.current?.mute(isMuted);
  }

  deafen(isDeafened: boolean): void {
    this.isDeafened = isDeafened;
    this.meshes.current?.deafen(isDeafened);
  }

  setVolume(playerId: string, volume: number): void {
    this.meshes.current?.setVolume(playerId, volume);
  }

  mutePlayer(playerId: string, isMuted: boolean): void {
    this.setVolume(playerId, isMuted ? 0 : 1);
  }

  block(playerId: string): Told {
    return this.in((mesh) => mesh.block(playerId));
  }

  unblock(playerId: string): Told {
    return this.in((mesh) => mesh.unblock(playerId));
  }

  silence(playerId: string, isSilenced: boolean): Told {
    return this.in((mesh) => mesh.silence(playerId, isSilenced));
  }

  ticket(): Promise<Result<VoiceTicket, ErrorInfo>> {
    return this.in((mesh) => mesh.ticket());
  }

  safetyNumber(playerId: string): Promise<string | null> {
    return this.meshes.current?.safetyNumber(playerId) ?? Promise.resolve(null);
  }

  stats(playerId: string): Promise<RTCStatsReport | null> {
    return this.meshes.current?.stats(playerId) ?? Promise.resolve(null);
  }

  on<Name extends keyof VoiceEvents>(event: Name, listener: (...args: VoiceEvents[Name]) => void): Undo {
    return this.events.on(event, listener);
  }

  private async in<T>(
    work: (mesh: VoiceMesh) => Promise<Result<T, ErrorInfo>>,
  ): Promise<Result<T, ErrorInfo>> {
    const mesh = await this.meshes.open();
    return mesh ? work(mesh) : refusal('client.not_in_room');
  }
}
