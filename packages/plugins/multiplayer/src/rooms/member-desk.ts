import { roomError } from '@aethex/protocol';
import { resync } from './entrance.js';
import { changeProperties } from './properties.js';
import type { RoomCore } from './room-core.js';
import type { MemberFrame } from './room-door.js';
import type { RoomMessage } from './room-handler.js';
import { mayCall } from './rules/rpc-rules.js';
import { sizeOf } from './rules/patch-facts.js';
import { readTarget, type Target } from './rules/target.js';
import type { Seat } from './seat.js';
import type { SignalFrame } from './signal-port.js';
import { andThen } from './and-then.js';

type FrameOf<T extends MemberFrame['type']> = Extract<MemberFrame, { type: T }>;
type CountedFrame = Extract<MemberFrame, { n?: number | undefined }>;
/** Frames the room answers itself; the others belong to signalling. */
export type DeskFrame = Exclude<MemberFrame, SignalFrame>;

/** What a room does with messages that a handler may want to hear; `null` where there is none. */
export interface Hearing {
  /** Whether players’ messages go to the handler only. */
  readonly isAuthoritative: boolean;
  /** Says whether the message goes on to the others. */
  hear(message: RoomMessage): boolean | Promise<boolean>;
}

/** Handles what members send, each `n` once, and acknowledges what asks for it. */
export class MemberDesk {
  constructor(
    private readonly core: RoomCore,
    private readonly hearing: Hearing | null,
  ) {}

  take(seat: Seat, frame: DeskFrame): void | Promise<void> {
    if (frame.type === 'resync') return resync(this.core, seat, frame.id);
    const { n, id, type } = frame;
    if (n !== undefined) {
      if (n <= seat.handled) return this.ack(seat, { ref: id, n });
      seat.handled = n;
    }
    if (seat.role === 'spectator' && type !== 'send_message') throw roomError('forbidden');
    this.core.house.metrics.relayed(type);
    return andThen(this.effect(seat, frame), (seq) => this.ack(seat, { ref: id, seq, n }));
  }

  private effect(seat: Seat, frame: CountedFrame): Effect {
    const { core, hearing } = this;
    switch (frame.type) {
      case 'send_message':
        return message(core, seat, frame, hearing);
      case 'rpc':
        return call(core, seat, frame, hearing);
      case 'set_properties':
        return properties(core, seat, frame);
      default:
        return playerData(core, seat, frame);
    }
  }

  private ack(
    seat: Seat,
    { ref, seq, n }: { ref: DeskFrame['id']; seq?: number | undefined; n?: number | undefined },
  ): void {
    if (ref === undefined) return;
    const facts = { ...(seq !== undefined && { seq }), ...(n !== undefined && { n }) };
    this.core.lane.say(seat, { type: 'ack', ref, ...facts });
  }
}

/** The number of the event, if it became one. */
type Effect = number | undefined | Promise<number | undefined>;

function message(
  core: RoomCore,
  seat: Seat,
  frame: FrameOf<'send_message'>,
  hearing: Hearing | null,
): Effect {
  const { channel = 'room', text, data, to = 'all' } = frame;
  checkSize(core, 'data', data);
  const target = readTarget(to);
  const audience = audienceOf(core, seat, target);
  const content = { ...(text !== undefined && { text }), ...(data !== undefined && { data }) };
  return heard(hearing, target, { from: seat.playerId, kind: 'message', name: channel, ...content, to }, () =>
    core.lane.tell(
      { type: 'message', from: seat.playerId, channel, ...content, server_ts: core.house.now() },
      audience,
    ),
  );
}

function call(
  core: RoomCore,
  seat: Seat,
  { method, target: to, args }: FrameOf<'rpc'>,
  hearing: Hearing | null,
): Effect {
  checkSize(core, 'args', args);
  const target = readTarget(to);
  if (!mayCall(core.settings.rpc, method, seat.playerId === core.hostId, target))
    throw roomError('rpc_not_allowed', { method });
  const audience = audienceOf(core, seat, target);
  return heard(hearing, target, { from: seat.playerId, kind: 'rpc', name: method, data: args, to }, () =>
    core.lane.tell({ type: 'rpc', from: seat.playerId, method, args: [...args] }, audience),
  );
}

function properties(core: RoomCore, seat: Seat, frame: FrameOf<'set_properties'>): number {
  if (core.settings.propertiesBy === 'host' && seat.playerId !== core.hostId) throw roomError('forbidden');
  return changeProperties(core, frame.properties, frame.expect_revision);
}

function playerData(core: RoomCore, seat: Seat, frame: FrameOf<'set_player_data'>): number {
  checkPlayerData(core, frame.player_data);
  seat.playerData = frame.player_data;
  return core.tellPlayer(seat);
}

/** Fails with `rooms.too_large` when what a player tells of themselves is. */
export function checkPlayerData(
  { house: { most } }: RoomCore,
  data: Readonly<Record<string, unknown>>,
): void {
  if (sizeOf(data) > most.playerDataBytes)
    throw roomError('too_large', { what: 'player_data', max_bytes: most.playerDataBytes });
}

function checkSize({ house: { most } }: RoomCore, what: 'data' | 'args', value: unknown): void {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean')
    return;
  if (sizeOf(value) > most.messageBytes) throw roomError('too_large', { what, max_bytes: most.messageBytes });
}

/** The players something is for; `null` for all. Fails with `rooms.no_player` when the one who is meant is not here. */
function audienceOf(core: RoomCore, sender: Seat, target: Target): ReadonlySet<string> | null {
  const where = (fits: (seat: Seat) => boolean): Set<string> => {
    const players = new Set<string>();
    for (const seat of core.seats.all()) if (fits(seat)) players.add(seat.playerId);
    return players;
  };
  switch (target.kind) {
    case 'all':
      return null;
    case 'others':
      return where((seat) => seat !== sender);
    case 'group':
      return where(({ groups }) => groups.has(target.name));
    case 'server':
      return new Set();
    case 'host':
      return one(core, core.hostId);
    default:
      return one(core, target.name);
  }
}

function one({ seats }: RoomCore, playerId: string | null): ReadonlySet<string> {
  if (playerId === null || !seats.of(playerId)) throw roomError('no_player');
  return new Set([playerId]);
}

function heard(hearing: Hearing | null, target: Target, said: RoomMessage, goOn: () => number): Effect {
  if (!hearing) {
    if (target.kind === 'server') throw roomError('no_handler');
    return goOn();
  }
  const isForOthers = target.kind !== 'server' && !hearing.isAuthoritative;
  const after = (goesOn: boolean): number | undefined => (goesOn && isForOthers ? goOn() : undefined);
  return andThen(hearing.hear(said), after);
}
