import { Channels, type Undo } from '../../listeners.js';
import { success, type ErrorInfo, type Failure, type Result } from '../../result.js';
import { FrameKeys } from './frame-keys.js';
import { Microphone } from './microphone.js';
import { rtcRefusal } from './rtc-errors.js';
import { Identity, safetyNumber } from './sealing.js';
import type { HeardFrame, SignalChannel } from './signal-channel.js';
import type { VoiceClient, VoiceEvents, VoiceMember, VoiceOptions, VoiceTicket } from './voice-client.js';
import { VoiceVisit } from './voice-visit.js';

type VoiceRoomFrame = HeardFrame<'voice_room'>;
type Told = Promise<Result<null, ErrorInfo>>;

/** Voice among the players of one room, each connected to each. */
export class VoiceMesh implements VoiceClient {
  isMuted = false;
  isDeafened = false;
  private visit: VoiceVisit | null = null;
  private microphone: Microphone | null = null;
  private identity: Promise<Identity> | null = null;
  private joining: Promise<Result<null, ErrorInfo>> | null = null;
  private options: VoiceOptions = {};
  private room: VoiceRoomFrame | null = null;
  private readonly known = new Map<string, string>();
  private readonly volumes = new Map<string, number>();
  private readonly events = new Channels<VoiceEvents>();
  private readonly undo: readonly Undo[];

  constructor(private readonly channel: SignalChannel) {
    this.undo = [
      channel.on('voice_room', (frame) => this.follow(frame)),
      channel.on('voice_state', (frame) => this.marked(frame)),
      channel.on('voice_signal', ({ from, signal }) => this.visit?.signalled(from, signal)),
      channel.on('voice_key', (frame) => this.visit?.keyed(frame)),
      channel.onBack(() => void this.comeBack()),
    ];
  }

  get isIn(): boolean {
    return this.visit !== null;
  }

  get isEndToEnd(): boolean {
    return this.room?.end_to_end ?? false;
  }

  get members(): readonly VoiceMember[] {
    return (this.room?.members ?? []).map(({ public_key: _key, ...member }) => member);
  }

  get blocked(): readonly string[] {
    return this.room?.blocked ?? [];
  }

  async join(options: VoiceOptions = {}): Told {
    if (this.visit) return success(null);
    this.joining ??= this.begin(options).finally(() => (this.joining = null));
    return this.joining;
  }

  leave(): void {
    if (this.visit) this.channel.tell({ type: 'voice_leave' });
    this.end();
  }

  async enable(isOn: boolean, options?: VoiceOptions): Told {
    if (isOn) return this.join(options);
    this.leave();
    return success(null);
  }

  mute(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.microphone?.mute(isMuted);
    if (this.visit) this.channel.tell({ type: 'voice_state', muted: isMuted });
  }

  deafen(isDeafened: boolean): void {
    this.isDeafened = isDeafened;
    this.visit?.adjust();
    if (this.visit) this.channel.tell({ type: 'voice_state', deafened: isDeafened });
  }

  setVolume(playerId: string, volume: number): void {
    this.volumes.set(playerId, Math.min(Math.max(volume, 0), 1));
    this.visit?.adjust();
  }

  block(playerId: string): Told {
    return this.call('block', playerId);
  }

  unblock(playerId: string): Told {
    return this.call('unblock', playerId);
  }

  silence(playerId: string, isSilenced: boolean): Told {
    return this.call(isSilenced ? 'mute' : 'unmute', playerId);
  }

  async safetyNumber(playerId: string): Promise<string | null> {
    const key = this.room?.members.find(({ player_id }) => player_id === playerId)?.public_key;
    const own = (await this.identity)?.publicKey;
    if (key === undefined || own === undefined) return null;
    return safetyNumber({ id: this.channel.selfId, key: own }, { id: playerId, key });
  }

  async ticket(): Promise<Result<VoiceTicket, ErrorInfo>> {
    if (!this.visit) return rtcRefusal('voice.left');
    return (await this.channel.call('token', { room_id: this.channel.roomId })) as Result<VoiceTicket>;
  }

  stats(playerId: string): Promise<RTCStatsReport | null> {
    return this.visit?.stats(playerId) ?? Promise.resolve(null);
  }

  on<Name extends keyof VoiceEvents>(event: Name, listener: (...args: VoiceEvents[Name]) => void): Undo {
    return this.events.on(event, listener);
  }

  dispose(): void {
    for (const undo of this.undo) undo();
    this.end();
  }

  private async begin(options: VoiceOptions): Told {
    if (typeof RTCPeerConnection === 'undefined') return rtcRefusal('voice.no_webrtc');
    const { microphone: wanted = {} } = options;
    const microphone = wanted === false ? null : await Microphone.open(wanted, (is) => this.spoke(is));
    if (!microphone && wanted !== false) return rtcRefusal('voice.no_microphone');
    const cipher = FrameKeys.open();
    if (!cipher && !options.allowModerated) {
      microphone?.close();
      return rtcRefusal('voice.e2ee_required');
    }
    this.options = options;
    this.microphone = microphone;
    microphone?.mute(this.isMuted);
    this.visit = new VoiceVisit({
      channel: this.channel,
      identity: await (this.identity ??= Identity.make()),
      cipher,
      microphone,
      relayOnly: options.relayOnly ?? false,
      known: (...key) => this.events.tell('key', ...key),
      connected: (...connected) => this.events.tell('connected', ...connected),
      volumeOf: (id) => ({ isHeard: !this.isDeafened, volume: this.volumes.get(id) ?? 1 }),
    });
    return this.enter();
  }

  private async enter(): Told {
    const identity = await this.identity;
    const entered = await this.channel.ask({
      type: 'voice_join',
      ...(identity && { public_key: identity.publicKey }),
    });
    if (!entered.success) {
      this.end();
      return entered;
    }
    const isRefused = this.room?.end_to_end === false && !this.options.allowModerated;
    if (isRefused) return this.refuse(rtcRefusal('voice.moderated'));
    this.sayMarks();
    return success(null);
  }

  private sayMarks(): void {
    if (this.isMuted || this.isDeafened)
      this.channel.tell({ type: 'voice_state', muted: this.isMuted, deafened: this.isDeafened });
  }

  /** After a broken connection the server has forgotten the visit; the others have seen the player leave. */
  private async comeBack(): Promise<void> {
    if (!this.visit) return;
    this.visit.part();
    const entered = await this.enter();
    if (!entered.success) this.events.tell('left', entered.error);
  }

  private end(): void {
    this.visit?.close();
    this.visit = null;
    this.microphone = null;
    this.room = null;
  }

  private refuse(why: Failure<ErrorInfo>): Failure<ErrorInfo> {
    this.leave();
    return why;
  }

  private follow(frame: VoiceRoomFrame): void {
    const before = this.room;
    if (!this.visit) return;
    this.room = frame;
    // Nothing may leave in clear: a room that is not encrypted from player to player is only for who agreed to it.
    if (!frame.end_to_end && !this.options.allowModerated) return;
    this.visit.follow(frame);
    this.compareKeys(frame);
    this.events.tell('changed', this.members);
    if (frame.transport === 'server' && before?.transport !== 'server') this.events.tell('server');
  }

  private compareKeys({ members }: VoiceRoomFrame): void {
    for (const { player_id: id, public_key: key = '' } of members) {
      const before = this.known.get(id);
      this.known.set(id, key);
      if (before !== undefined && before !== key) this.events.tell('keyChanged', id);
    }
  }

  private marked({ type: _type, ...marks }: HeardFrame<'voice_state'>): void {
    if (!this.room) return;
    const members = this.room.members.map((member) =>
      member.player_id === marks.player_id ? { ...member, ...marks } : member,
    );
    const spoke = this.room.members.find(({ player_id }) => player_id === marks.player_id)?.speaking;
    this.room = { ...this.room, members };
    this.events.tell('changed', this.members);
    if (spoke !== marks.speaking) this.events.tell('speaking', marks.player_id, marks.speaking);
  }

  private spoke(speaking: boolean): void {
    if (this.visit) this.channel.tell({ type: 'voice_state', speaking });
  }

  private async call(method: string, playerId: string): Told {
    const { roomId } = this.channel;
    return (await this.channel.call(method, { room_id: roomId, player_id: playerId })) as Result<null>;
  }
}
