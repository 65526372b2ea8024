import { failure, type ErrorInfo, type Failure } from './result.js';

const sentences = {
  'client.offline': 'The server cannot be reached. Check the connection and try again.',
  'client.timeout': 'The server did not answer in time. Try again.',
  'client.aborted': 'The call was aborted.',
  'client.bad_answer': 'What came back is no answer of an AeThex server. Check the url of the client.',
  'client.storage_full': 'This device has no room to keep it. Free some, or try again when online.',
  'client.not_signed_in': 'Nobody is signed in. Sign in first.',
  'client.not_json': 'This value cannot be written as JSON. Name its type in the "types" of the client.',
  'client.damaged': 'The bytes that arrived do not match their checksum. Load them again.',
  'client.no_websocket': 'There is no WebSocket here. Give the client one: createClient({ WebSocket }).',
} as const;

/** What may go wrong before a server has a say. */
export type ClientErrorCode = keyof typeof sentences;

const passing: ReadonlySet<string> = new Set([
  'client.offline',
  'client.timeout',
  'client.damaged',
] satisfies ClientErrorCode[]);

/** Makes one of the client's own errors, with its usual sentence unless a better one is given. */
export function clientError(
  code: ClientErrorCode,
  about: { message?: string; data?: unknown; retry?: boolean; requestId?: string } = {},
): ErrorInfo<ClientErrorCode> {
  const { message = sentences[code], data, retry = passing.has(code), requestId = '' } = about;
  return { code, message, retry, ...(data !== undefined && { data }), request_id: requestId };
}

/** The same as the answer of a call. */
export const refusal = (
  code: ClientErrorCode,
  about?: Parameters<typeof clientError>[1],
): Failure<ErrorInfo<ClientErrorCode>> => failure(clientError(code, about));
