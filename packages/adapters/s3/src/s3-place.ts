import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Logger } from '@aethex/core';
import type { S3Settings } from './options.js';
import { patientAgents } from './patient-agent.js';

/** A bucket and the ways to it. */
export interface S3Place {
  readonly settings: S3Settings;
  readonly log: Logger;
  readonly client: S3Client;
  /** Signs links: for the address that clients use, and without checksums of bytes that nobody has seen yet. */
  readonly signer: S3Client;
  /** Drops every connection. */
  close(): void;
}

/** Prepares the ways to a bucket; opens no connection. */
export function placeFor(settings: S3Settings, log: Logger): S3Place {
  const { connectSeconds, idleSeconds, maxSockets, endpoint, publicEndpoint } = settings;
  const agents = patientAgents(connectSeconds * 1000, { keepAlive: true, maxSockets });
  const common = {
    ...(settings.credentials && { credentials: settings.credentials }),
    ...regionOf(settings),
    forcePathStyle: settings.forcePathStyle ?? endpoint !== undefined,
    requestHandler: { ...agents, socketTimeout: idleSeconds * 1000 },
    maxAttempts: settings.attempts,
    retryMode: 'standard',
    expectContinueHeader: false,
  } satisfies S3ClientConfig;
  const checksums = settings.checksums ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  const client = new S3Client({
    ...common,
    ...(endpoint && { endpoint }),
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
  });
  const door = publicEndpoint ?? endpoint;
  const signer = new S3Client({
    ...common,
    ...(door && { endpoint: door }),
    credentials: client.config.credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const close = (): void => {
    for (const one of [client, signer]) one.destroy();
    for (const agent of Object.values(agents)) agent.destroy();
  };
  return { settings, log, client, signer, close };
}

/** Servers that are not Amazon's have one region, most often called `us-east-1`. */
function regionOf({ region, endpoint }: S3Settings): { region?: string } {
  if (region) return { region };
  return endpoint ? { region: 'us-east-1' } : {};
}
