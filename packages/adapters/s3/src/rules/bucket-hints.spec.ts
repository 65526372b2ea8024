import { describe, expect, it } from '@jest/globals';
import { bucketHints, clockFinding } from './bucket-hints.js';

const rule = { endsUploads: false, endsOldVersions: false };

describe('hints on a bucket', () => {
  it('are none where nothing can be read', () =>
    expect(bucketHints({ versioning: undefined, lifecycle: undefined })).toEqual([]));

  it('advise a rule that removes the parts of broken uploads, and fail nobody without it', () => {
    expect(bucketHints({ versioning: 'off', lifecycle: [rule] })).toMatchObject([
      { ok: true, what: expect.stringContaining('AbortIncompleteMultipartUpload') },
      { ok: true },
    ]);
    expect(
      bucketHints({ versioning: undefined, lifecycle: [rule, { ...rule, endsUploads: true }] }),
    ).toMatchObject([{ ok: true }]);
  });

  it('say that old versions outlive what was erased', () => {
    expect(bucketHints({ versioning: 'on', lifecycle: undefined })).toMatchObject([
      { ok: false, fix: expect.stringContaining('NoncurrentVersionExpiration') },
    ]);
    const lifecycle = [{ endsUploads: true, endsOldVersions: true }];
    expect(bucketHints({ versioning: 'on', lifecycle })).toMatchObject([{ ok: true }, { ok: true }]);
  });
});

describe('the clock', () => {
  const date = 'Thu, 01 Jan 2026 00:00:00 GMT';
  const there = Date.parse(date);

  it.each([0, 59_000, -59_000])('may differ by %d ms', (apart) =>
    expect(clockFinding(date, there + apart)).toMatchObject([{ ok: true }]),
  );
  it.each([
    [120_000, '120 seconds ahead'],
    [-120_000, '120 seconds behind'],
  ])('that differs by %d ms is said to be so', (apart, words) =>
    expect(clockFinding(date, there + apart)).toMatchObject([
      { ok: false, fix: expect.stringContaining(words) },
    ]),
  );
  it('is left alone when the server does not tell its own', () =>
    expect([null, '', 'now'].flatMap((text) => clockFinding(text, there))).toEqual([]));
});
