import { join } from 'node:path';
import { adapter, BootError, env, type Adapter } from '@aethex/core';
import { tableKeys } from '@aethex/local';
import { identityChoices } from './identity-by-env.js';
import { peopleChoices } from './people-by-env.js';
import { webrtcChoices } from './webrtc-by-env.js';

/** A variable of the environment that chooses adapters, and what it brings. Nothing is loaded before it is chosen. */
const choices: readonly (readonly [
  variable: string,
  bring: (value: string) => Promise<readonly Adapter[]>,
])[] = [
  ['S3_BUCKET', async (bucket) => [await bucketOf(bucket)]],
  ['REDIS_URL', async (url) => (await import('@aethex/redis')).redis({ url })],
  ['DATABASE_URL', async (url) => postgresAdapters(url)],
  ...webrtcChoices,
  ...peopleChoices,
  ...identityChoices,
];

/**
 * The adapters that the environment asks for, the more fitting of two for one port first: `S3_BUCKET`, `REDIS_URL`,
 * `DATABASE_URL`, `TURN_URLS`, `ICE_STUN_URLS`, `LIVEKIT_URL`, `SMTP_URL`, `CAPTCHA`, providers of sign-in by their
 * client ids, and `AETHEX_KEYS_SECRET`. They give way to those of the configuration file.
 */
export async function adaptersByEnv(dir: string): Promise<readonly Adapter[]> {
  const chosen: Adapter[] = [];
  for (const [variable, bring] of choices) {
    const value = env(variable);
    if (value !== undefined) chosen.push(...(await brought(variable, () => bring(value))));
  }
  return [...chosen, ...keysByEnv(dir)].map((one) => adapter({ ...one, fallback: true }));
}

/** Bus, cache and relay too: where there is no Redis, Postgres is what all nodes have in common. */
async function postgresAdapters(url: string): Promise<readonly Adapter[]> {
  const { postgres, postgresBus, postgresCache, postgresRelay } = await import('@aethex/postgres');
  const reader = env('DATABASE_READER_URL');
  return [
    postgres({ url, ...(reader !== undefined && { reader }) }),
    postgresBus({ url }),
    postgresCache({ url }),
    postgresRelay({ url }),
  ];
}

/** A bucket where the environment says that it is. */
export async function bucketOf(bucket: string, prefix = env('S3_PREFIX')): Promise<Adapter> {
  // The banner warns of an old Node in one line; the SDK does it in eight, at every command.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { s3 } = await import('@aethex/s3');
  const [endpoint, region] = [env('S3_ENDPOINT'), env('S3_REGION')];
  return s3({
    bucket,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(prefix !== undefined && { prefix }),
  });
}

function keysByEnv(dir: string): Adapter[] {
  const secret = env('AETHEX_KEYS_SECRET');
  if (secret === undefined) return [];
  const previousSecret = env('AETHEX_KEYS_PREVIOUS_SECRET');
  const options = { secret, ...(previousSecret !== undefined && { previousSecret }) };
  try {
    return [tableKeys({ ...options, adopt: join(dir, 'keys') })];
  } catch (error) {
    throw notUsable('AETHEX_KEYS_SECRET', error);
  }
}

async function brought(
  variable: string,
  bring: () => Promise<readonly Adapter[]>,
): Promise<readonly Adapter[]> {
  try {
    return await bring();
  } catch (error) {
    throw notUsable(variable, error);
  }
}

/** Says what is wrong with a variable, and never its value: it may hold a password. */
function notUsable(variable: string, error: unknown): unknown {
  const { issues } = error as { issues?: readonly { message: string; path: readonly unknown[] }[] };
  if (!issues) return error;
  const why = issues.map(({ message }) => message).join('; ');
  return new BootError(`${variable} cannot be used: ${why}.`, `Correct ${variable}, or leave it out.`);
}
