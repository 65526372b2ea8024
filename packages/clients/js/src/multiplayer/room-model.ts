import type { RealtimeServerFrame, RoomInfo, RoomPlayer } from '@aethex/protocol';
import { Channels, Listeners } from '../listeners.js';
import { revive, type Types } from '../rules/codec.js';
import type { RoomEvents } from './shapes.js';

export type Joined = Extract<RealtimeServerFrame, { type: 'room_joined' }>;
type Numbered = Extract<RealtimeServerFrame, { readonly seq: number }>;
export type EventFrame = Exclude<Numbered, Joined | { type: 'rpc' }>;

/** The channel of messages between players for which there is no direct way; none of the game’s. */
export const peerChannel = 'p2p';

/** What is known of a room besides its states: who is in it, and how far its order of events was seen. */
export class RoomModel {
  readonly events = new Channels<RoomEvents>();
  readonly relayed = new Listeners<[from: string, data: unknown]>();
  readonly players = new Map<string, RoomPlayer>();
  info: RoomInfo;
  hostState: unknown = null;
  /** The place of the last event that was seen. */
  seq = 0;
  resumeToken = '';
  readonly selfId: string;

  constructor(
    private readonly joined: Joined,
    private readonly types: Types,
  ) {
    this.info = joined.room;
    this.selfId = joined.self.player_id;
    this.replace(joined);
  }

  get self(): RoomPlayer {
    return this.players.get(this.selfId) ?? this.joined.self;
  }

  get host(): RoomPlayer | null {
    return this.players.get(this.info.host_id ?? '') ?? null;
  }

  /** The room as it is now, in place of all that was known. */
  replace(frame: Joined): void {
    this.info = frame.room;
    this.seq = frame.seq;
    this.resumeToken = frame.resume_token;
    this.hostState = frame.host_state ?? null;
    this.players.clear();
    for (const player of [...frame.players, frame.self]) this.players.set(player.player_id, player);
  }

  /** Whether an event has its turn: one that was seen before a break may come again. */
  isNew(seq: number): boolean {
    if (seq <= this.seq) return false;
    this.seq = seq;
    return true;
  }

  hear(frame: EventFrame): void {
    if (frame.type === 'message') return this.message(frame);
    if (frame.type === 'room_updated') return this.updated(frame.room);
    if (frame.type === 'host_changed') return this.hostChanged(frame);
    if (frame.type === 'player_left') return this.left(frame);
    this.players.set(frame.player.player_id, frame.player);
    this.events.tell(frame.type === 'player_joined' ? 'playerJoined' : 'playerUpdated', frame.player);
  }

  private message({ from, channel, text, data, seq, server_ts: at }: EventFrame & { type: 'message' }): void {
    if (channel === peerChannel) return this.relayed.tell(from, data);
    const content = {
      ...(text !== undefined && { text }),
      ...(data !== undefined && { data: revive(data, this.types) }),
    };
    this.events.tell('message', { from, channel, ...content, seq, at });
  }

  private updated(info: RoomInfo): void {
    this.info = info;
    this.events.tell('updated', info);
  }

  private hostChanged({ player_id: id, host_state: state }: EventFrame & { type: 'host_changed' }): void {
    this.info = { ...this.info, host_id: id };
    for (const player of this.players.values())
      this.players.set(player.player_id, { ...player, is_host: player.player_id === id });
    this.hostState = state ?? null;
    this.events.tell('hostChanged', this.host, this.hostState);
  }

  private left({ player_id: id, reason }: EventFrame & { type: 'player_left' }): void {
    const player = this.players.get(id);
    this.players.delete(id);
    if (player) this.events.tell('playerLeft', player, reason);
  }
}
