import { AethexError } from '@aethex/protocol';

const longest = 512;
const part = /^(?!\.+$)[A-Za-z0-9._-]{1,128}$/;

/** Whether this can be one of the `/`-separated parts of a key. */
export const isKeyPart = (text: string): boolean => part.test(text);

/** Whether this is a key as `BlobStore` describes it. */
export const isBlobKey = (text: string): boolean =>
  text.length <= longest && text.split('/').every(isKeyPart);

/** Fails with `blobs.key_invalid` unless this is a key. */
export function checkBlobKey(key: string): void {
  if (isBlobKey(key)) return;
  throw new AethexError(
    'invalid',
    'blobs.key_invalid',
    'A key has at most 512 characters, in parts of 1 to 128 letters, digits, ".", "_" and "-" with "/" between them.',
  );
}
