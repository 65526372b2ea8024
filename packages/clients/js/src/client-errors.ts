import type { ErrorKind } from '@aethex/protocol';
import { failure, type ErrorInfo, type Failure } from './result.js';

const sentences = {
  'client.offline': ['unavailable', 'The server cannot be reached. Check the connection and try again.'],
  'client.timeout': ['unavailable', 'The server did not answer in time. Try again.'],
  'client.aborted': ['unavailable', 'The call was aborted.'],
  'client.bad_answer': [
    'internal',
    'What came back is no answer of an AeThex server. Check the url of the client.',
  ],
  'client.storage_full': [
    'too_large',
    'This device has no room to keep it. Free some, or try again when online.',
  ],
  'client.not_signed_in': ['unauthenticated', 'Nobody is signed in. Sign in first.'],
  'client.not_json': [
    'invalid',
    'This value cannot be written as JSON. Name its type in the "types" of the client.',
  ],
  'client.damaged': ['unavailable', 'The bytes that arrived do not match their checksum. Load them again.'],
  'client.frame_too_large': ['too_large', 'The call is larger than the socket takes. Make it over http.'],
  'client.socket_closed': ['unavailable', 'The server closed the socket and does not want it back.'],
  'client.not_in_room': [
    'conflict',
    'The player is in no room, or not in that one any more. Join one first.',
  ],
  'client.queue_full': [
    'too_large',
    'Too much waits for the connection to come back. Send less until the room has resumed.',
  ],
  'client.no_websocket': [
    'invalid',
    'There is no WebSocket here. Give the client one: createClient({ WebSocket }).',
  ],
} as const satisfies Record<`client.${string}`, readonly [ErrorKind, string]>;

/** What may go wrong before a server has a say. */
export type ClientErrorCode = keyof typeof sentences;

const passing: ReadonlySet<ClientErrorCode> = new Set([
  'client.offline',
  'client.timeout',
  'client.damaged',
] as const);

type About = Partial<Pick<ErrorInfo, 'message' | 'data' | 'retry' | 'retryAfter' | 'requestId'>>;

/** Makes one of the client's own errors, with its usual sentence unless a better one is given. */
export function clientError(code: ClientErrorCode, about: About = {}): ErrorInfo<ClientErrorCode> {
  const [kind, message] = sentences[code];
  return { code, kind, message, retry: passing.has(code), requestId: '', ...about };
}

/** The same as the answer of a call. */
export const refusal = (code: ClientErrorCode, about?: About): Failure<ErrorInfo<ClientErrorCode>> =>
  failure(clientError(code, about));
