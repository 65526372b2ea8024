import type { RealtimeFrame, RealtimeServerFrame } from '@aethex/protocol';
import type { Undo } from '../../listeners.js';
import type { Result } from '../../result.js';

type SignalTypes = 'p2p_signal' | 'voice_join' | 'voice_leave' | 'voice_state' | 'voice_signal' | 'voice_key';
type HeardTypes = 'p2p_signal' | 'voice_room' | 'voice_state' | 'voice_signal' | 'voice_key' | 'player_left';

/** A frame of P2P or voice that a client sends. */
export type SignalFrame = Extract<RealtimeFrame, { type: SignalTypes }>;
/** A frame that P2P and voice listen to. */
export type HeardFrame<Type extends HeardTypes = HeardTypes> = Extract<RealtimeServerFrame, { type: Type }>;

/** The room a player is in, as P2P and voice need it. */
export interface SignalChannel {
  readonly roomId: string;
  /** The player’s own id. */
  readonly selfId: string;
  /** Sends a frame; nobody waits for an answer. */
  tell(frame: SignalFrame): void;
  /** Sends a frame with an `id` and waits until the server has taken or refused it. */
  ask(frame: SignalFrame): Promise<Result<unknown>>;
  on<Type extends HeardTypes>(type: Type, listener: (frame: HeardFrame<Type>) => void): Undo;
  /** Hears that the connection came back after a break, whether or not something was missed. */
  onBack(listener: () => void): Undo;
  /** Calls a method of the contract `voice`. */
  call(method: string, input: object): Promise<Result<unknown>>;
  /** Sends to one player through the server: `send_message` with `data` on the channel `p2p`. */
  relay(to: string, data: string): void;
  /** Hears the `data` of messages on the channel `p2p`. */
  onRelayed(listener: (from: string, data: unknown) => void): Undo;
}
