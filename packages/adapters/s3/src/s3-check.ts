import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import type { Finding } from '@aethex/core';
import { inTime } from './in-time.js';
import { placeOf } from './options.js';
import { bucketHints, clockFinding, type BucketRules } from './rules/bucket-hints.js';
import type { S3Blobs } from './s3-blobs.js';
import { troubleOf } from './s3-errors.js';

/** Milliseconds a link has to answer. */
const linkMs = 5000;
/** Milliseconds the bucket has to tell its rules. */
const rulesMs = 3000;

/** Writes a probe, reads it in every way, looks at the bucket's rules, and removes the probe. */
export async function examine(blobs: S3Blobs): Promise<readonly Finding[]> {
  const { settings } = blobs.place;
  const key = `doctor/${randomUUID()}`;
  const what = `Blobs can be written, read and deleted in ${placeOf(settings)}`;
  try {
    await blobs.put(key, Buffer.from(key));
    const isSame = (await textOf(blobs, key)) === key && (await textOf(blobs, key, 7)) === key.slice(7);
    const links = await tryLinks(blobs, key);
    await blobs.delete(key);
    const isGone = (await blobs.stat(key)) === null;
    const bytes = isSame && isGone ? { what, ok: true } : { what, ok: false, fix: otherBytes };
    return [bytes, ...links, ...bucketHints(await rulesOf(blobs))];
  } catch (error) {
    const { what: why, fix } = troubleOf((error as Error).cause ?? error, settings);
    return [{ what, ok: false, fix: `${why} ${fix}` }];
  }
}

const otherBytes =
  'The server gave back other bytes than it was given, or kept what was deleted. Use another one.';

async function textOf(blobs: S3Blobs, key: string, start = 0): Promise<string | null> {
  const found = await blobs.get(key, { start });
  return found && (await buffer(found.body)).toString();
}

async function tryLinks(blobs: S3Blobs, key: string): Promise<Finding[]> {
  const url = await blobs.link(key, { verb: 'GET', seconds: 60 });
  if (!url) return [];
  const signed = await visit(url);
  const open = await visit(url.replace(/\?.*$/s, ''));
  return [
    linkFinding(signed?.text === key, new URL(url).origin),
    ...clockFinding(signed?.date ?? open?.date ?? null, Date.now()),
    privacyFinding(open?.text === key),
  ];
}

function linkFinding(ok: boolean, origin: string): Finding {
  const what = `A link to ${origin} hands out the bytes it was made for`;
  const fix =
    'Check the clock, and that no proxy before the server changes the Host header or the path: both are signed. Set s3({ publicEndpoint }) if clients reach it under another address.';
  return ok ? { what, ok } : { what, ok, fix };
}

function privacyFinding(isOpen: boolean): Finding {
  const what = 'Nobody reads a blob without a link';
  const fix =
    'Take public reading out of the bucket policy and its ACLs, and turn "Block all public access" on.';
  return isOpen ? { what, ok: false, fix } : { what, ok: true };
}

/** What a plain client gets under a URL, or `null` when nobody answers. */
async function visit(url: string): Promise<{ text: string | null; date: string | null } | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(linkMs) });
    const text = await answer.text();
    return { text: answer.ok ? text : null, date: answer.headers.get('date') };
  } catch {
    return null;
  }
}

/** What can be read of the bucket's rules. Few credentials may, and few servers but Amazon's have them. */
async function rulesOf({ place: { client, settings } }: S3Blobs): Promise<BucketRules> {
  const where = { Bucket: settings.bucket };
  const [versioning, lifecycle] = await Promise.all([
    inTime(rulesMs, (abortSignal) =>
      client.send(new GetBucketVersioningCommand(where), { abortSignal }),
    ).then(
      ({ Status }) => (Status === 'Enabled' ? ('on' as const) : ('off' as const)),
      () => undefined,
    ),
    inTime(rulesMs, (abortSignal) =>
      client.send(new GetBucketLifecycleConfigurationCommand(where), { abortSignal }),
    ).then(
      ({ Rules = [] }) => Rules.filter(({ Status }) => Status === 'Enabled').map(effectOf),
      (error: Error) => (error.name === 'NoSuchLifecycleConfiguration' ? [] : undefined),
    ),
  ]);
  return { versioning, lifecycle };
}

const effectOf = ({ AbortIncompleteMultipartUpload, NoncurrentVersionExpiration }: LifecycleRule) => ({
  endsUploads: AbortIncompleteMultipartUpload !== undefined,
  endsOldVersions: NoncurrentVersionExpiration !== undefined,
});
