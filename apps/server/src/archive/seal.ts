import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { BootError } from '@aethex/core';
import { Decrypter, Encrypter } from 'age-encryption';
import { damaged } from './archive-reader.js';

/** How every file of age begins. */
const magic = 'age-encryption.org/v1';

type Bytes = Parameters<Encrypter['encrypt']>[0] & ReadableStream<Uint8Array>;

/** Encrypts what comes, as a file of age with a passphrase: `age -d` opens it too. */
export async function sealed(from: Readable, passphrase: string): Promise<Readable> {
  const age = new Encrypter();
  age.setPassphrase(passphrase);
  return Readable.fromWeb(await age.encrypt(Readable.toWeb(from) as Bytes));
}

/** Whether a file is encrypted. */
export async function isSealed(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(magic.length);
    await handle.read(head, 0, head.length, 0);
    return head.toString() === magic;
  } finally {
    await handle.close();
  }
}

/** The bytes of an archive in a file, decrypted when a passphrase is given. */
export async function opened(file: string, passphrase: string | null): Promise<Readable> {
  const from = createReadStream(file, { highWaterMark: 1024 * 1024 });
  if (passphrase === null) return from;
  const age = new Decrypter();
  age.addPassphrase(passphrase);
  try {
    return told(Readable.fromWeb(await age.decrypt(Readable.toWeb(from) as Bytes)));
  } catch (error) {
    from.destroy();
    if (!/no identity matched/.test((error as Error).message))
      throw damaged('its header is not as it was written');
    throw new BootError('The passphrase does not open the archive.', 'Give the one it was made with.');
  }
}

/** A byte that was changed shows as a tag that does not fit. */
function told(from: Readable): Readable {
  return Readable.from(
    (async function* () {
      try {
        for await (const bytes of from) yield Buffer.from(bytes as Uint8Array);
      } catch (error) {
        throw (error as { code?: string }).code === undefined
          ? damaged('its encrypted bytes were changed or cut short')
          : error;
      }
    })(),
    { objectMode: false },
  );
}
