import type { ErrorSpec } from '../../contract/method-spec.js';
import { AethexError } from '../../errors/aethex-error.js';

export const notFound = {
  kind: 'not_found',
  message: 'There is no such room, or you are not in it. Join it first.',
} as const satisfies ErrorSpec;
export const forbidden = {
  kind: 'forbidden',
  message: 'Only the host of the room may silence others. To hear somebody no more, block them.',
} as const satisfies ErrorSpec;
export const noPlayer = {
  kind: 'not_found',
  message: 'That player is not in the room.',
} as const satisfies ErrorSpec;
export const notJoined = {
  kind: 'forbidden',
  message: 'You are not in the voice of the room. Enter it with `voice_join`.',
} as const satisfies ErrorSpec;
export const mesh = {
  kind: 'conflict',
  message: 'The players of this room speak to each other directly: there is no media server to enter.',
} as const satisfies ErrorSpec;
export const tooManyBlocks = {
  kind: 'conflict',
  message: 'You block as many players as a room remembers. Unblock one.',
} as const satisfies ErrorSpec;
export const off = {
  kind: 'forbidden',
  message: 'This server has no voice. Its operator can allow it with `multiplayer.voice`.',
} as const satisfies ErrorSpec;

/** What frames of P2P and voice may answer with, over the socket, by the code without its `voice.`. */
export const voiceErrors = {
  off,
  not_joined: notJoined,
  no_listener: {
    kind: 'not_found',
    message: 'That player is not in the voice of the room, or you exchange no sound.',
  },
  full: {
    kind: 'conflict',
    message: 'The voice of the room is full. A larger one needs a media server: bind livekit().',
  },
  e2ee_required: {
    kind: 'forbidden',
    message: 'Sound in this room is encrypted from player to player. Send a `public_key` with `voice_join`.',
  },
  muted: {
    kind: 'forbidden',
    message: 'The host has silenced you: until that ends you can only listen.',
  },
  stale_epoch: {
    kind: 'conflict',
    message: 'The key belongs to an earlier epoch. Make one for the epoch of the newest `voice_room`.',
  },
  one_player: {
    kind: 'invalid',
    message: 'Signals and keys go to one player: give a player id as `to`.',
  },
  too_large: {
    kind: 'too_large',
    message: 'A signal has at most 32 KiB.',
  },
} as const satisfies Record<string, ErrorSpec>;

/** Makes an error of P2P and voice: `voiceError('full')` has the code `voice.full`. */
export function voiceError(code: keyof typeof voiceErrors): AethexError {
  const { kind, message } = voiceErrors[code];
  return new AethexError(kind, `voice.${code}`, message);
}
