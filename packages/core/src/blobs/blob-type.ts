import { AethexError } from '@aethex/protocol';

const type = /^[\x20-\x7e]{1,255}$/;

/** Fails with `blobs.type_invalid` unless this could be sent as a Content-Type. */
export function checkBlobType(text: string | undefined): void {
  if (text === undefined || type.test(text)) return;
  throw new AethexError(
    'invalid',
    'blobs.type_invalid',
    'A type has 1 to 255 visible ASCII characters, such as "application/json".',
  );
}
