import type { RoomCore } from './room-core.js';
import type { MemberFrame } from './room-door.js';
import type { SignalFrame, SignalRoom } from './signal-port.js';

/** Whether a frame belongs to P2P or voice. */
export const isSignal = (frame: MemberFrame): frame is SignalFrame =>
  frame.type === 'p2p_signal' || frame.type.startsWith('voice_');

/** A room as signalling sees it. */
export const signalRoomOf = (core: RoomCore): SignalRoom => ({
  roomId: core.identity.roomId,
  gameId: core.identity.gameId,
  hostId: core.hostId,
  relayOnly: core.settings.relayOnly,
  moderated: core.settings.moderated,
  members: core.members(),
});
