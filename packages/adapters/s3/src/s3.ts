import { adapter, BlobStore, type Adapter } from '@aethex/core';
import { S3OptionsSchema, type S3Options } from './options.js';

/** Blobs in a bucket of Amazon S3 or of any server that speaks S3, seen by every node. */
export function s3(options: S3Options): Adapter<BlobStore> {
  const settings = S3OptionsSchema.parse(options);
  const { bucket, region, endpoint, prefix } = settings;
  // The SDK is large and slow to load, so only a server that uses it pays for it.
  const part = () => import('./opened.js');
  return adapter<BlobStore>({
    port: BlobStore,
    name: 's3',
    reach: 'cluster',
    about: { bucket, ...(region && { region }), ...(endpoint && { endpoint }), ...(prefix && { prefix }) },
    // A put lasts as long as its body does; each request has limits of its own.
    timeoutMs: 0,
    create: async (context) => (await part()).openS3(settings, context),
    pulse: async (blobs) => (await part()).answers(blobs),
    check: async (blobs) => (await part()).tryOut(blobs),
  });
}

/** Blobs in a bucket of Cloudflare R2, which has no regions and knows no checksums of parts. */
export const r2 = ({ account, ...rest }: Omit<S3Options, 'endpoint' | 'region'> & { account: string }) =>
  s3({ endpoint: `https://${account}.r2.cloudflarestorage.com`, region: 'auto', checksums: false, ...rest });
