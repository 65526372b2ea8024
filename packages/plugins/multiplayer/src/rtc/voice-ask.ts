import type { In, voice } from '@aethex/protocol';

type Names = 'token' | 'members' | 'mute' | 'unmute' | 'block' | 'unblock';

/**
 * A question or an order to the voice of one room, as plain data that can travel to the node that owns the room.
 * `hides` asks whether players’ addresses are hidden there.
 */
export type VoiceAsk =
  | {
      [Name in Names]: { readonly name: Name; readonly input: Omit<In<typeof voice, Name>, 'room_id'> };
    }[Names]
  | { readonly name: 'hides'; readonly input: Record<never, never> };
