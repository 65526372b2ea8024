import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ownDatabase, withServers } from '@aethex/testing';
import { afterAll, expect, it } from '@jest/globals';
import { Device } from './device.js';
import { aethex, start, tempDir } from './kit.js';

const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const drop of drops) await drop();
});

const secret = 'what closes the keys, the same on every node';

/** The variables a studio sets, for servers of the tests. */
async function studioEnv(servers: { postgres: string; redis: string; s3: string }) {
  const { url, drop } = await ownDatabase(servers.postgres);
  drops.push(drop);
  const bucket = new URL(servers.s3);
  return {
    DATABASE_URL: url,
    REDIS_URL: `${servers.redis}/7`,
    S3_BUCKET: bucket.pathname.slice(1),
    S3_ENDPOINT: bucket.origin,
    S3_REGION: 'us-east-1',
    S3_PREFIX: `grow-${randomBytes(4).toString('hex')}/`,
    AWS_ACCESS_KEY_ID: decodeURIComponent(bucket.username),
    AWS_SECRET_ACCESS_KEY: decodeURIComponent(bucket.password),
    AETHEX_KEYS_SECRET: secret,
    AETHEX_CLUSTER_NODES: '2',
  };
}

withServers(['postgres', 'redis', 's3'], 'a server that grows', (servers) => {
  it('from one folder to Postgres, Redis and S3 on two nodes keeps every save, large ones and tokens too', async () => {
    const one = await start();
    const device = await new Device(one.url).register('ann');
    const large = randomBytes(150_000).toString('base64');
    await device.call('POST', '/saves/me', { slot_name: 'small', data: { level: 5 } });
    await device.call('POST', '/saves/me', { slot_name: 'large', data: large });
    await one.end();

    const env = await studioEnv(servers);
    const blobs = `s3://${env.S3_BUCKET}/${env.S3_PREFIX}`;
    const moved = await aethex(
      ['migrate-db', '--data', one.dir, '--to', env.DATABASE_URL, '--blobs', blobs],
      {
        env: { ...env, AETHEX_CLUSTER_NODES: '1' },
      },
    );
    expect(moved).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 blobs \(1 of them now\)/) });

    const nodes = [await start({ dir: one.dir, env }), await start({ dir: join(tempDir(), 'data'), env })];
    for (const { url, said } of nodes) {
      expect(said.stderr).toMatch(/Database postgres .*BlobStore s3 .*Cache redis .*Bus redis .*Jobs bull/);
      expect(said.stderr).toContain('KeyRing table');
      const there = new Device(url);
      there.token = device.token;
      expect((await there.call('GET', '/saves/me/small')).body).toMatchObject({ data: { level: 5 } });
      expect((await there.call('GET', '/saves/me/large')).body['data']).toBe(large);
    }
    const examined = await aethex(['doctor', '--data', one.dir, '--json'], { env });
    const wrong = (JSON.parse(examined.stdout) as { what: string; ok: boolean }[]).filter(({ ok }) => !ok);
    expect(wrong.map(({ what }) => what)).toEqual([]);
  });

  it('is not started by a node without the secret, which would have other keys', async () => {
    const { AETHEX_KEYS_SECRET: _, ...env } = await studioEnv(servers);
    await start({ env: { ...env, AETHEX_KEYS_SECRET: secret } });
    const alone = { ...env, AETHEX_CLUSTER_NODES: '1' };
    await expect(start({ env: alone })).rejects.toThrow(/does not have the keys/);
    await expect(start({ env })).rejects.toThrow(/KeyRing is "file", which reaches only this host/);
    const wrong = { ...alone, AETHEX_KEYS_SECRET: secret.toUpperCase() };
    await expect(start({ env: wrong })).rejects.toThrow(/closed with another secret/);
  });

  it('says in words what is wrong with a variable, and never what it holds', async () => {
    const told = async (env: Record<string, string>) =>
      (await aethex(['start', '--port', '0'], { env })).stderr;
    expect(await told({ DATABASE_URL: 'mysql://ann:hidden@db' })).toMatch(/DATABASE_URL cannot be used/);
    expect(await told({ AETHEX_KEYS_SECRET: 'hidden' })).toMatch(/AETHEX_KEYS_SECRET.*32 characters/);
    const away = await told({ DATABASE_URL: 'postgres://ann:hidden@127.0.0.1:1/game' });
    expect(away).toMatch(/127\.0\.0\.1:1/);
    expect(await told({ REDIS_URL: 'redis://:hidden@127.0.0.1:1' })).toMatch(/127\.0\.0\.1:1/);
    expect(away).not.toContain('hidden');
  });
});
