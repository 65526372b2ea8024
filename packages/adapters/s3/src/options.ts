import { isBlobKey } from '@aethex/core';
import { z } from 'zod';

const MiB = 1024 * 1024;

/** A URL that names a server and holds no secret. */
const Endpoint = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && new URL(text).password === '', {
    error: 'must hold no credentials: give them as "credentials"',
  });

export const S3OptionsSchema = z.strictObject({
  /** The bucket, which must exist. */
  bucket: z.string().min(1),
  /** Where the bucket is. Default: what the environment and the profile say; with an `endpoint`, `us-east-1`. */
  region: z.string().min(1).optional(),
  /** The URL of a server other than Amazon's. */
  endpoint: Endpoint.optional(),
  /** The URL under which clients reach the same server, when it is another one: it goes into links. */
  publicEndpoint: Endpoint.optional(),
  /** Stands before every key, such as `game/`, so that several servers can share a bucket. */
  prefix: z
    .string()
    .max(400)
    .refine((text) => text === '' || (text.endsWith('/') && isBlobKey(text.slice(0, -1))), {
      error: 'must be a key that ends with "/", such as "game/"',
    })
    .default(''),
  /** Default: what the SDK finds in the environment, the profile, the container or the machine. */
  credentials: z
    .strictObject({
      accessKeyId: z.string().min(1),
      secretAccessKey: z.string().min(1),
      sessionToken: z.string().min(1).optional(),
    })
    .optional(),
  /** Whether the bucket stands in the path of URLs and not in the host. Default: with an `endpoint`. */
  forcePathStyle: z.boolean().optional(),
  /** Whether checksums are sent and asked for. False for servers that do not know those of 2025. */
  checksums: z.boolean().default(true),
  /** Bytes of one part of a large upload. Four lie in memory at a time, and 10,000 make the largest blob. */
  partBytes: z
    .number()
    .int()
    .min(5 * MiB)
    .max(512 * MiB)
    .default(8 * MiB),
  /** Requests under way at a time; others wait for their turn. */
  maxSockets: z.number().int().min(4).default(64),
  /** How long a connection may take. */
  connectSeconds: z.number().positive().default(2),
  /** How long a request without a body, and the first byte of an answer, may take with all tries. */
  answerSeconds: z.number().positive().default(10),
  /** How long a transfer may stand still. */
  idleSeconds: z.number().positive().default(30),
  /** How often a request is tried. */
  attempts: z.number().int().min(1).max(10).default(3),
  /** Keys asked for at a time when blobs are listed. */
  pageSize: z.number().int().min(1).max(1000).default(1000),
});

export type S3Options = z.input<typeof S3OptionsSchema>;
export type S3Settings = z.output<typeof S3OptionsSchema>;

/** Where the bucket is, in words for messages. */
export const placeOf = ({ bucket, endpoint, region }: S3Settings): string =>
  `bucket "${bucket}" ${endpoint ? `at ${endpoint}` : region ? `of Amazon S3 in ${region}` : 'of Amazon S3'}`;
