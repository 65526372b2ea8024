import type { Finding } from '@aethex/core';

/** What is known of a bucket's rules for old things; `undefined` where it cannot be read. */
export interface BucketRules {
  readonly versioning: 'on' | 'off' | undefined;
  /** The rules that are switched on; none is an empty list. */
  readonly lifecycle:
    readonly { readonly endsUploads: boolean; readonly endsOldVersions: boolean }[] | undefined;
}

/** What a bucket would keep for ever that nobody sees any more. */
export function bucketHints({ versioning, lifecycle }: BucketRules): Finding[] {
  return [...uploadHint(lifecycle), ...versionHint(versioning, lifecycle)];
}

const advice =
  'the bucket removes the parts of uploads that were cut off: add a lifecycle rule with AbortIncompleteMultipartUpload after 1 day, unless your server does it by itself';

function uploadHint(lifecycle: BucketRules['lifecycle']): Finding[] {
  if (!lifecycle) return [];
  const what = 'The bucket removes the parts of uploads that were cut off';
  if (lifecycle.some(({ endsUploads }) => endsUploads)) return [{ what, ok: true }];
  // Some servers do it without a rule and know no such rule, so its absence is no failure.
  return [{ what: `Nothing says that ${advice}`, ok: true }];
}

function versionHint(versioning: BucketRules['versioning'], lifecycle: BucketRules['lifecycle']): Finding[] {
  if (versioning === undefined) return [];
  const what = 'What is deleted from the bucket is gone';
  const ends = lifecycle?.some(({ endsOldVersions }) => endsOldVersions) ?? false;
  if (versioning === 'off' || ends) return [{ what, ok: true }];
  const fix =
    'The bucket keeps old versions, also of what players had erased. Add a lifecycle rule with NoncurrentVersionExpiration.';
  return [{ what, ok: false, fix }];
}

/** Milliseconds by which two clocks may differ; S3 refuses requests from 15 minutes on. */
const tolerance = 60_000;

/** Whether this machine's clock goes with the server's. `date` is the server's own, in the form of HTTP. */
export function clockFinding(date: string | null, now: number): Finding[] {
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) return [];
  const what = "This machine's clock goes with that of S3";
  const apart = Math.round((now - there) / 1000);
  if (Math.abs(apart) * 1000 <= tolerance) return [{ what, ok: true }];
  const fix = `It is ${Math.abs(apart)} seconds ${apart > 0 ? 'ahead' : 'behind'}. Turn NTP on: S3 refuses requests that are 15 minutes off, and links end at the wrong time.`;
  return [{ what, ok: false, fix }];
}
