import { houseError } from '@aethex/protocol';
import { unpack } from '@aethex/protocol/realtime';
import { checkJson, type JsonLimits } from '../dispatch/check-json.js';
import { checkMessagePack } from './check-message-pack.js';

/**
 * Reads a frame of a stranger. Fails with `request.malformed` and its kin. Bytes pass only where they are told to: JSON
 * has none.
 */
export function readFrame(
  data: Buffer,
  isBinary: boolean,
  limits: JsonLimits,
  mayHoldBytes: boolean,
): unknown {
  return isBinary ? readMessagePack(data, limits, mayHoldBytes) : readJson(data.toString(), limits);
}

function readJson(text: string, limits: JsonLimits): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw houseError('request.malformed', undefined, { cause: error });
  }
  checkJson(value, limits);
  return value;
}

/** A key that stood twice in a map is there once when it has been read, so the counts tell. */
function readMessagePack(data: Buffer, limits: JsonLimits, mayHoldBytes: boolean): unknown {
  const facts = checkMessagePack(data, limits);
  if (facts.hasBytes && !mayHoldBytes) throw houseError('ws.binary');
  const value = unpack(data);
  if (checkJson(value, limits) !== facts.keys) throw houseError('request.duplicate_key');
  return value;
}
