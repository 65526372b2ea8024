import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Options } from '../src/index.js';

/** What `http://KEY:SECRET@host:port/bucket` says. */
export function optionsOf(url: string): S3Options & { endpoint: string } {
  const { protocol, host, username, password, pathname } = new URL(url);
  return {
    endpoint: `${protocol}//${host}`,
    bucket: pathname.slice(1),
    credentials: {
      accessKeyId: decodeURIComponent(username),
      secretAccessKey: decodeURIComponent(password),
    },
  };
}

/** A prefix that nobody else uses. */
export const ownPrefix = (): string => `t-${randomBytes(6).toString('hex')}/`;

/** A client that sees what is really there. Destroy it. */
export function plainClient({ endpoint, credentials }: S3Options): S3Client {
  return new S3Client({
    endpoint: endpoint!,
    credentials: { ...credentials! },
    region: 'us-east-1',
    forcePathStyle: true,
  });
}

/** The keys under a prefix, and the uploads that nobody ended. */
export async function leftIn(options: S3Options): Promise<{ keys: string[]; uploads: string[] }> {
  const client = plainClient(options);
  try {
    const where = { Bucket: options.bucket, Prefix: options.prefix };
    const { Contents = [] } = await client.send(new ListObjectsV2Command(where));
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand(where));
    return { keys: Contents.map(({ Key }) => Key!), uploads: Uploads.map(({ Key }) => Key!) };
  } finally {
    client.destroy();
  }
}

export async function makeBucket(options: S3Options): Promise<void> {
  const client = plainClient(options);
  await client.send(new CreateBucketCommand({ Bucket: options.bucket }));
  client.destroy();
}
