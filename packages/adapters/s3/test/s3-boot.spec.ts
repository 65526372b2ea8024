import { expect, it } from '@jest/globals';
import { BootError, Metrics } from '@aethex/core';
import { memoryLog, withServers } from '@aethex/testing';
import { s3, type S3Options } from '../src/index.js';
import { Mischief, page, stall } from './mischief.js';
import { optionsOf } from './place.js';

async function refusal(options: S3Options): Promise<{ what: string; fix: string; seconds: number }> {
  const began = performance.now();
  try {
    await s3(options).create({
      get: () => {
        throw new TypeError('It needs nothing.');
      },
      log: memoryLog(),
      metrics: new Metrics(),
      share: (_, make) => make(),
      onClose: () => undefined,
    });
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    return { what: error.what, fix: error.fix, seconds: (performance.now() - began) / 1000 };
  }
  throw new Error('It was opened.');
}

withServers(['s3'], 'a bucket that cannot be used', ({ s3: url }) => {
  const good = optionsOf(url);

  it('is refused when nobody answers at its endpoint', async () => {
    const { what, fix, seconds } = await refusal({ ...good, endpoint: 'http://127.0.0.1:9' });
    expect(what).toMatch(/^The bucket "\w+" at http:\/\/127\.0\.0\.1:9 cannot be reached: .*ECONNREFUSED/);
    expect(fix).toMatch(/endpoint/);
    expect(seconds).toBeLessThan(3);
  });

  it('is refused when it does not exist', async () => {
    const { what, fix } = await refusal({ ...good, bucket: 'nobody-made-this' });
    expect(what).toMatch(/^There is no bucket "nobody-made-this"/);
    expect(fix).toMatch(/Create it/);
  });

  it.each([
    ['a wrong secret', { ...good.credentials!, secretAccessKey: 'wrong' }],
    ['an unknown key', { accessKeyId: 'nobody', secretAccessKey: 'wrong' }],
  ])('is refused with %s', async (_, credentials) => {
    const { what, fix } = await refusal({ ...good, credentials });
    expect(what).toMatch(/^The credentials for the bucket "\w+" .* are refused/);
    expect(fix).toMatch(/access key and its secret/);
    expect(what + fix).not.toContain('wrong');
  });

  it('is refused in another region', async () => {
    const { what, fix } = await refusal({ ...good, region: 'eu-west-9' });
    expect(what).toMatch(/is in another region/);
    expect(fix).toMatch(/region/);
  });

  it('is refused when what answers is a web page', async () => {
    const proxy = await Mischief.before(good.endpoint);
    proxy.trick = page;
    const { what, fix } = await refusal({ ...good, endpoint: proxy.url });
    expect(what).toMatch(/does not answer as S3 does/);
    expect(fix).toMatch(/console or of a proxy/);
  });

  it('is refused within a few seconds when nothing is ever answered', async () => {
    const proxy = await Mischief.before(good.endpoint);
    proxy.trick = stall;
    const { what, seconds } = await refusal({ ...good, endpoint: proxy.url });
    expect(what).toMatch(/cannot be reached: no answer within 5000 ms/);
    expect(seconds).toBeLessThan(7);
  }, 15_000);

  it('is refused when the credentials may not look into it', async () => {
    const proxy = await Mischief.before(good.endpoint);
    proxy.trick = (request, response) => {
      request.resume();
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
    };
    const { what, fix } = await refusal({ ...good, endpoint: proxy.url });
    expect(what).toMatch(/may not do what is needed/);
    expect(fix).toMatch(/s3:ListBucket/);
  });

  it.each([
    ['credentials in its URL', { endpoint: 'http://a:b@localhost' }, /must hold no credentials/],
    ['a prefix that is no key', { prefix: '../up/' }, /must be a key that ends/],
    ['a prefix without an end', { prefix: 'game' }, /must be a key that ends/],
    ['an unknown option', { buckets: 'a' }, /buckets/],
    ['parts that S3 does not take', { partBytes: 1024 }, /partBytes/],
  ])('is refused with %s before anything is opened', (_, wrong, why) => {
    expect(() => s3({ ...good, ...wrong })).toThrow(why);
  });
});
