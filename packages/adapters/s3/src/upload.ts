import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import { inTime } from './in-time.js';
import { strange, writeType } from './rules/answer.js';
import { BodyFailure } from './s3-errors.js';
import type { S3Place } from './s3-place.js';

/** Parts of one upload that lie in memory and are on their way at a time. */
const partsAtATime = 4;
/** Bytes a second that even a poor line to the store carries. */
const slowest = 250_000;

/** What was stored. */
export interface Uploaded {
  readonly size: number;
  readonly etag: string;
}

/**
 * Stores bytes in one request, or in parts when they are more than one part. A body that breaks off, or a part that
 * fails, ends the upload and removes its parts; the blob is replaced by the last request of all or not at all.
 */
export async function upload(
  { client, settings }: S3Place,
  key: string,
  body: Uint8Array | Readable,
  type: string | undefined,
): Promise<Uploaded> {
  const count = { bytes: 0 };
  const isWhole = body instanceof Uint8Array;
  const task = new Upload({
    client,
    params: {
      Bucket: settings.bucket,
      Key: settings.prefix + key,
      Body: isWhole ? body : Readable.from(counted(body, count), { objectMode: false }),
      ...writeType(type),
      ...(settings.checksums && { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' }),
    },
    partSize: settings.partBytes,
    queueSize: partsAtATime,
  });
  const { ETag } = await (isWhole ? inTime(patienceFor(body, settings), ended(task)) : task.done());
  if (!ETag) throw strange('to an upload lacks its ETag');
  return { size: isWhole ? body.byteLength : count.bytes, etag: ETag };
}

/** Milliseconds in which bytes that lie in memory are stored, with all tries: a store that is silent fails them in time. */
const patienceFor = (body: Uint8Array, { answerSeconds }: S3Place['settings']): number =>
  (answerSeconds + body.byteLength / slowest) * 1000;

const ended = (task: Upload) => (signal: AbortSignal) => {
  signal.addEventListener('abort', () => void task.abort(), { once: true });
  return task.done();
};

/** The bytes of a body. Its failure is told from one of the store. */
async function* counted(body: Readable, count: { bytes: number }): AsyncIterable<Buffer> {
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk as Uint8Array | string);
      count.bytes += bytes.byteLength;
      yield bytes;
    }
  } catch (error) {
    throw new BodyFailure(error);
  }
}
