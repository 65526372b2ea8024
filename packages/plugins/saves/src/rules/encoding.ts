import { RawJson } from '@aethex/protocol';

/** How the player sends and receives the bytes of a save. */
export type Encoding = 'json' | 'base64';

/** The bytes of `data` as they are kept: the JSON as it was written, or what the base64 stands for; `null` when it is no base64. */
export function bytesOfData(data: RawJson, encoding: Encoding): Buffer | null {
  if (encoding === 'json') return Buffer.from(data.text, 'utf8');
  const value = data.parse();
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : null;
}

/** The `data` that these bytes were sent as. */
export function dataOfBytes(bytes: Buffer, encoding: Encoding): RawJson {
  return new RawJson(encoding === 'json' ? bytes.toString('utf8') : `"${bytes.toString('base64')}"`);
}

/** The media type of a save whose player gave none. */
export const defaultType = (encoding: Encoding): string =>
  encoding === 'json' ? 'application/json' : 'application/octet-stream';
