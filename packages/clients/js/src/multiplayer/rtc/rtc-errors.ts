import type { ErrorKind } from '@aethex/protocol';
import { failure, type ErrorInfo, type Failure } from '../../result.js';

const sentences = {
  'voice.no_webrtc': ['invalid', 'There is no WebRTC here. Voice works in browsers.'],
  'voice.no_microphone': [
    'forbidden',
    'There is no microphone, or the player does not allow it. Ask them to, or join with `microphone: false`.',
  ],
  'voice.e2ee_required': [
    'forbidden',
    'Sound in this room is encrypted from player to player, and this browser cannot do that. Nothing was sent.',
  ],
  'voice.moderated': [
    'forbidden',
    'Sound in this room is open to its moderators. Tell the player, and join with `allowModerated: true`.',
  ],
  'voice.left': ['conflict', 'The player is not in the voice of the room. Join it first.'],
  'p2p.queue_full': ['too_large', 'Too much waits for the other player to acknowledge it. Send less.'],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

type RtcErrorCode = keyof typeof sentences;

/** What P2P and voice refuse themselves. */
export function rtcRefusal(code: RtcErrorCode): Failure<ErrorInfo<RtcErrorCode>> {
  const [kind, message] = sentences[code];
  return failure({ code, kind, message, retry: false, requestId: '' });
}
