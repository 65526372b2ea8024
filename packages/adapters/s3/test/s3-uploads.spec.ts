import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { AethexError } from '@aethex/protocol';
import { withServers } from '@aethex/testing';
import { s3 } from '../src/index.js';
import { Mischief } from './mischief.js';
import { leftIn, optionsOf, ownPrefix } from './place.js';
import { raise } from './raise.js';

const MiB = 1024 * 1024;

/** A body of so many MiB that then ends, or fails. */
function bodyOf(size: number, failure?: Error, each = (): void => undefined): Readable {
  const piece = randomBytes(MiB);
  return Readable.from(
    (async function* () {
      for (let n = 0; n < size; n++) {
        each();
        yield piece;
      }
      if (failure) throw failure;
    })(),
    { objectMode: false },
  );
}

async function sizeOf(body: Readable): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += (chunk as Buffer).length;
  return size;
}

withServers(['s3'], 'large uploads', ({ s3: url }) => {
  const own = () => ({ ...optionsOf(url), prefix: ownPrefix(), partBytes: 5 * MiB });

  it('pass through in parts of bounded memory, and come back whole', async () => {
    const { one } = await raise(s3(own()));
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = 0;
    const look = (): void => void (most = Math.max(most, process.memoryUsage().rss - before));
    const info = await one.put('large', bodyOf(320, undefined, look), { type: 'application/zip' });
    expect(info).toMatchObject({ size: 320 * MiB, type: 'application/zip' });
    const found = await one.get('large');
    expect(found?.info).toEqual(info);
    expect(await sizeOf(found!.body)).toBe(320 * MiB);
    expect(most / MiB).toBeLessThan(192);
    await one.delete('large');
  }, 120_000);

  it('leave the old bytes and no part behind when the body breaks off', async () => {
    const options = own();
    const { one } = await raise(s3(options));
    await one.put('kept', Buffer.from('old'));
    await expect(one.put('kept', bodyOf(18, new Error('gone')))).rejects.toThrow('gone');
    await expect(one.put('none', bodyOf(18, new Error('gone')))).rejects.toThrow('gone');
    expect(await leftIn(options)).toEqual({ keys: [`${options.prefix}kept`], uploads: [] });
    expect((await one.stat('kept'))?.size).toBe(3);
  });

  it('pass on what the body failed with, word for word', async () => {
    const { one } = await raise(s3(own()));
    const failure = new AethexError('too_large', 'saves.too_large', 'That is too much.');
    await expect(one.put('a', bodyOf(1, failure))).rejects.toBe(failure);
    await expect(one.put('a', bodyOf(7, failure))).rejects.toBe(failure);
  });

  it('leave no part behind when a part fails, and end the body', async () => {
    const options = own();
    const proxy = await Mischief.before(options.endpoint);
    const { one } = await raise(s3({ ...options, endpoint: proxy.url, attempts: 1 }));
    proxy.trick = (request, response, pass) =>
      request.url!.includes('partNumber=3') ? request.socket.destroy() : pass();
    const body = bodyOf(30);
    await expect(one.put('a', body)).rejects.toMatchObject({ code: 'server.unavailable' });
    expect(body.destroyed).toBe(true);
    expect(await leftIn(options)).toEqual({ keys: [], uploads: [] });
  });

  it('try a part again that failed once', async () => {
    const options = own();
    const proxy = await Mischief.before(options.endpoint);
    const { one } = await raise(s3({ ...options, endpoint: proxy.url }));
    let failed = 0;
    proxy.trick = (request, response, pass) =>
      request.url!.includes('partNumber=2') && failed++ === 0 ? request.socket.destroy() : pass();
    expect((await one.put('a', bodyOf(12))).size).toBe(12 * MiB);
    expect(failed).toBeGreaterThan(1);
  });

  it('end a body that cannot be stored', async () => {
    const { one } = await raise(s3(own()));
    const body = bodyOf(1);
    await expect(one.put('../up', body)).rejects.toMatchObject({ code: 'blobs.key_invalid' });
    expect(body.destroyed).toBe(true);
  });
});
