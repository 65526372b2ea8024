import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { AdapterContext, BlobStore, Finding } from '@aethex/core';
import { inTime } from './in-time.js';
import type { S3Settings } from './options.js';
import { strange } from './rules/answer.js';
import { S3Blobs } from './s3-blobs.js';
import { examine } from './s3-check.js';
import { bootError } from './s3-errors.js';
import { placeFor, type S3Place } from './s3-place.js';

/** Milliseconds in which the bucket has to answer at start. */
const bootMs = 5000;
/** Milliseconds in which it has to answer when it is asked whether it is there. */
const pulseMs = 1400;

/** Opens a bucket, and fails in words when it cannot be used. */
export async function openS3(
  settings: S3Settings,
  { log, onClose }: Pick<AdapterContext, 'log' | 'onClose'>,
): Promise<BlobStore> {
  const place = placeFor(settings, log);
  try {
    // Apart from the first request, so that a slow search for credentials is not taken for a slow server.
    await place.client.config.credentials();
    await firstKey(place, bootMs);
  } catch (error) {
    place.close();
    throw bootError(error, settings);
  }
  onClose(() => place.close());
  return new S3Blobs(place);
}

/** Whether the bucket answers at this moment. */
export async function answers(blobs: BlobStore): Promise<boolean> {
  if (!(blobs instanceof S3Blobs)) return false;
  return firstKey(blobs.place, pulseMs).then(
    () => true,
    () => false,
  );
}

/** Tries the bucket for real. */
export const tryOut = async (blobs: BlobStore): Promise<readonly Finding[]> =>
  blobs instanceof S3Blobs ? examine(blobs) : [];

async function firstKey({ client, settings }: S3Place, ms: number): Promise<void> {
  const command = new ListObjectsV2Command({ Bucket: settings.bucket, Prefix: settings.prefix, MaxKeys: 1 });
  const page = await inTime(ms, (abortSignal) => client.send(command, { abortSignal }));
  if (typeof page.IsTruncated !== 'boolean') throw strange('is no list');
}
