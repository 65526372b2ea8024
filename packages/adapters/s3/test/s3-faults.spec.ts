import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { withServers, type MemoryLog } from '@aethex/testing';
import { s3, type S3Options } from '../src/index.js';
import { answering, Mischief, page, slowly, stall, type Trick } from './mischief.js';
import { optionsOf, ownPrefix } from './place.js';
import { raise } from './raise.js';

const unavailable = { code: 'server.unavailable', kind: 'unavailable', retryAfter: 1 };

const refuse =
  (status: number, code: string): Trick =>
  (request, response) => {
    request.resume();
    request.on('end', () =>
      response
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code><Message>No.</Message></Error>`),
    );
  };

withServers(['s3'], 'S3 in trouble', ({ s3: url }) => {
  async function begin(more: Partial<S3Options> = {}) {
    const options = { ...optionsOf(url), prefix: ownPrefix() };
    const proxy = await Mischief.before(options.endpoint);
    const stage = await raise(s3({ ...options, endpoint: proxy.url, ...more }));
    const { lines } = stage.log as MemoryLog;
    return { proxy, stage, one: stage.one, lines };
  }

  it('is unavailable in time when it stalls, and heals by itself', async () => {
    const { one, proxy } = await begin({ answerSeconds: 0.5, idleSeconds: 0.5, attempts: 2 });
    await one.put('a', Buffer.from('x'));
    proxy.trick = stall;
    const began = performance.now();
    const ways = [
      one.put('a', Buffer.from('y')),
      one.get('a'),
      one.stat('a'),
      one.delete('a'),
      one.list('')[Symbol.asyncIterator]().next(),
    ];
    for (const way of ways) await expect(way).rejects.toMatchObject(unavailable);
    expect(performance.now() - began).toBeLessThan(4000);
    proxy.trick = undefined;
    expect((await one.stat('a'))?.size).toBe(1);
  });

  it('is unavailable when it is gone, and heals by itself', async () => {
    const { one, proxy } = await begin();
    proxy.trick = (request) => void request.socket.destroy();
    await expect(one.get('a')).rejects.toMatchObject(unavailable);
    proxy.trick = undefined;
    expect(await one.get('a')).toBeNull();
  });

  it('is asked again, but not for ever, while it says that it is too busy', async () => {
    const { one, proxy } = await begin({ attempts: 3 });
    proxy.trick = refuse(503, 'SlowDown');
    proxy.seen.length = 0;
    await expect(one.get('a')).rejects.toMatchObject(unavailable);
    expect(proxy.seen).toHaveLength(3);
  });

  it('never passes a web page for bytes', async () => {
    const { one, proxy } = await begin();
    await one.put('a', Buffer.from('x'));
    proxy.trick = page;
    for (const way of [one.get('a'), one.get('a', { start: 0, end: 3 }), one.stat('a')])
      await expect(way).rejects.toMatchObject(unavailable);
    await expect(one.put('b', Buffer.from('x'))).rejects.toMatchObject(unavailable);
    await expect(one.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject(unavailable);
  });

  it('never passes a part for the whole', async () => {
    const { one, proxy } = await begin();
    await one.put('a', Buffer.alloc(100_000, 'a'));
    const headers = { etag: '"x"', 'last-modified': new Date().toUTCString() };
    const half = Buffer.alloc(50_000, 'a');
    proxy.trick = answering({ ...headers, 'content-length': '100000' }, half);
    await expect(buffer((await one.get('a'))!.body)).rejects.toMatchObject(unavailable);
    proxy.trick = answering(headers, half);
    await expect(one.get('a')).rejects.toMatchObject(unavailable);
  });

  it('never passes the whole for a part', async () => {
    const { one, proxy } = await begin();
    const headers = { etag: '"x"', 'last-modified': new Date().toUTCString(), 'content-length': '10' };
    proxy.trick = answering(headers, Buffer.from('0123456789'));
    await expect(one.get('a', { start: 2, end: 3 })).rejects.toMatchObject(unavailable);
  });

  /** One bit of the bytes is another than it was when their checksum was made. */
  async function readFlipped(checksums: boolean) {
    const { one, proxy } = await begin({ checksums });
    const bytes = randomBytes(70_000);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(40_000) ^ 1, 40_000);
    const asked: unknown[] = [];
    const headers = {
      etag: '"x"',
      'last-modified': new Date().toUTCString(),
      'content-length': String(bytes.length),
      'x-amz-checksum-crc32': sum.toString('base64'),
    };
    proxy.trick = (request, response, pass) => {
      asked.push(request.headers['x-amz-checksum-mode']);
      answering(headers, flipped)(request, response, pass);
    };
    const read = buffer((await one.get('a'))!.body);
    return { read, asked, flipped };
  }

  it('notices a flipped bit by the checksum that it asks for', async () => {
    const { read, asked } = await readFlipped(true);
    await expect(read).rejects.toMatchObject(unavailable);
    expect(asked).toEqual(['ENABLED']);
  });

  it('asks for no checksum when they are off', async () => {
    const { read, asked, flipped } = await readFlipped(false);
    expect((await read).equals(flipped)).toBe(true);
    expect(asked).toEqual([undefined]);
  });

  it('sends the checksum of what it stores, unless they are off', async () => {
    for (const checksums of [true, false]) {
      const { one, proxy } = await begin({ checksums });
      const sums: unknown[] = [];
      proxy.trick = (request, _response, pass) => {
        if (request.method === 'PUT') sums.push(request.headers['x-amz-checksum-crc32']);
        pass();
      };
      await one.put('a', Buffer.from('hello'));
      expect(sums).toEqual([checksums ? 'NhCmhg==' : undefined]);
    }
  });

  it('says that it is full, and is not asked again', async () => {
    const { one, proxy } = await begin();
    for (const [status, code] of [
      [403, 'QuotaExceeded'],
      [507, 'Whatever'],
    ] as const) {
      proxy.trick = refuse(status, code);
      await expect(one.put('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'server.storage_full' });
    }
  });

  it('tells its keeper how to mend what only they can mend', async () => {
    const { one, proxy, lines } = await begin();
    proxy.trick = refuse(403, 'AccessDenied');
    await expect(one.get('a')).rejects.toMatchObject(unavailable);
    expect(lines.at(-1)).toMatchObject({
      level: 'error',
      message: expect.stringContaining('may not do what is needed'),
      facts: { fix: expect.stringContaining('s3:GetObject') },
    });
    proxy.trick = refuse(404, 'NoSuchBucket');
    await expect(one.get('a')).rejects.toMatchObject(unavailable);
    expect(lines.at(-1)?.message).toMatch(/There is no bucket/);
  });

  it('lets requests stand in line for a socket as long as they must', async () => {
    const { one, proxy } = await begin({ maxSockets: 4, connectSeconds: 0.2 });
    proxy.trick = slowly(100);
    const all = Array.from({ length: 40 }, (_, n) => one.stat(`a${n}`));
    expect(await Promise.all(all)).toEqual(Array.from({ length: 40 }, () => null));
    expect(await proxy.connections()).toBeLessThanOrEqual(4);
  });

  it('harms nobody when a body is not read', async () => {
    const { one, proxy, stage } = await begin({ idleSeconds: 0.3 });
    await one.put('a', randomBytes(4_000_000));
    const found = await one.get('a');
    await sleep(900);
    await expect(buffer(found!.body)).rejects.toMatchObject(unavailable);
    (await one.get('a'))!.body.destroy();
    expect((await one.stat('a'))?.size).toBe(4_000_000);
    await stage.close();
    await sleep(100);
    expect(await proxy.connections()).toBe(0);
  });

  it('feels its own pulse', async () => {
    const options = { ...optionsOf(url), prefix: ownPrefix() };
    const proxy = await Mischief.before(options.endpoint);
    const adapter = s3({ ...options, endpoint: proxy.url });
    const { one } = await raise(adapter);
    expect(await adapter.pulse?.(one)).toBe(true);
    proxy.trick = stall;
    const began = performance.now();
    expect(await adapter.pulse?.(one)).toBe(false);
    expect(performance.now() - began).toBeLessThan(1500);
  });
});
