import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '@aethex/core';
import { withServers } from '@aethex/testing';
import { s3, type S3Options } from '../src/index.js';
import { Mischief } from './mischief.js';
import { leftIn, makeBucket, optionsOf, ownPrefix } from './place.js';
import { raise } from './raise.js';

async function findings(options: S3Options): Promise<readonly Finding[]> {
  const adapter = s3(options);
  const { one } = await raise(adapter);
  return adapter.check!(one);
}

const bad = (all: readonly Finding[]): Finding[] => all.filter(({ ok }) => !ok);

withServers(['s3'], 'the doctor', ({ s3: url }) => {
  const own = () => ({ ...optionsOf(url), prefix: ownPrefix() });

  it('tries a good bucket in every way and leaves no trace', async () => {
    const options = own();
    expect((await findings(options)).map(({ what, ok }) => [ok, what])).toEqual([
      [true, expect.stringMatching(/^Blobs can be written, read and deleted in bucket "/)],
      [true, expect.stringMatching(/^A link to http:\S+ hands out the bytes/)],
      [true, "This machine's clock goes with that of S3"],
      [true, 'Nobody reads a blob without a link'],
      [true, expect.stringMatching(/^Nothing says that the bucket removes the parts of uploads/)],
      [true, 'What is deleted from the bucket is gone'],
    ]);
    expect(await leftIn(options)).toEqual({ keys: [], uploads: [] });
  }, 30_000);

  it('names what is in the way of links', async () => {
    const options = own();
    const { port } = new URL(options.endpoint);
    const [finding] = bad(await findings({ ...options, publicEndpoint: `http://localhost:${port}/console` }));
    expect(finding).toMatchObject({
      what: expect.stringMatching(/^A link to/),
      fix: expect.stringMatching(/publicEndpoint/),
    });
  });

  it('names the part of the work that is not allowed, and its fix', async () => {
    const options = own();
    const proxy = await Mischief.before(options.endpoint);
    proxy.trick = (request, response, pass) => {
      if (request.method !== 'PUT') return pass();
      request
        .resume()
        .on('end', () =>
          response
            .writeHead(403, { 'content-type': 'application/xml' })
            .end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'),
        );
    };
    expect(bad(await findings({ ...options, endpoint: proxy.url }))).toEqual([
      {
        what: expect.stringMatching(/^Blobs can be written/),
        ok: false,
        fix: expect.stringMatching(/may not do what is needed.*Access Denied\. Allow them s3:ListBucket/),
      },
    ]);
  });

  it('notices a clock that goes wrong', async () => {
    const options = own();
    const door = await Mischief.before(options.endpoint);
    door.trick = (_request, response, pass) => {
      response.sendDate = false;
      const write = response.writeHead.bind(response);
      response.writeHead = ((status: number, headers: object) =>
        write(status, {
          ...headers,
          date: new Date(Date.now() + 400_000).toUTCString(),
        })) as typeof response.writeHead;
      pass();
    };
    const [finding] = bad(await findings({ ...options, publicEndpoint: door.url }));
    expect(finding?.fix).toMatch(/^It is (399|400) seconds behind\. Turn NTP on/);
  });
});

interface OpenServer {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

describe('the doctor of a bucket that everybody may read', () => {
  const require = createRequire(import.meta.url);
  const dir = mkdtempSync(join(tmpdir(), 'aethex-s3rver-'));
  // s3rver asks nobody who they are.
  const S3rver = require('s3rver') as new (options: object) => OpenServer;
  const server = new S3rver({ port: 0, address: '127.0.0.1', directory: dir, silent: true });
  let options: S3Options;
  beforeAll(async () => {
    const { port } = await server.run();
    options = {
      bucket: 'open',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    };
    await makeBucket(options);
  });
  afterAll(async () => {
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('says how to close it', async () => {
    expect(bad(await findings(options))).toEqual([
      {
        what: 'Nobody reads a blob without a link',
        ok: false,
        fix: expect.stringMatching(/Block all public/),
      },
    ]);
  });
});
