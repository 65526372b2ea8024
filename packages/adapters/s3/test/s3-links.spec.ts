import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { withServers } from '@aethex/testing';
import { s3 } from '../src/index.js';
import { Mischief } from './mischief.js';
import { optionsOf, ownPrefix } from './place.js';
import { raise } from './raise.js';

withServers(['s3'], 'links', ({ s3: url }) => {
  const own = () => ({ ...optionsOf(url), prefix: ownPrefix() });
  const put = (link: string, body: string, headers = {}) => fetch(link, { method: 'PUT', body, headers });

  it('hand bytes to a plain client, whole and in ranges', async () => {
    const { one } = await raise(s3(own()));
    await one.put('a/b', Buffer.from('0123456789'), { type: 'text/plain' });
    const link = (await one.link('a/b', { verb: 'GET', seconds: 60 }))!;
    const whole = await fetch(link);
    expect([await whole.text(), whole.headers.get('content-type')]).toEqual(['0123456789', 'text/plain']);
    expect(await (await fetch(link, { headers: { range: 'bytes=2-4' } })).text()).toBe('234');
  });

  it('open nothing when they are changed', async () => {
    const { one } = await raise(s3(own()));
    for (const key of ['mine', 'ours']) await one.put(key, Buffer.from(key));
    const link = (await one.link('mine', { verb: 'GET', seconds: 60 }))!;
    const changed = [
      link.replace('/mine', '/ours'),
      link.replace('Expires=60', 'Expires=600'),
      link.replace(/Signature=./, 'Signature=x'),
      link.replace(/\?.*/, ''),
    ];
    for (const one of changed) expect((await fetch(one)).status).toBeGreaterThanOrEqual(400);
    expect((await fetch(link, { method: 'DELETE' })).status).toBe(403);
    expect((await put(link, 'x')).status).toBe(403);
    expect((await fetch(link)).status).toBe(200);
  });

  it('end with their time', async () => {
    const { one } = await raise(s3(own()));
    await one.put('a', Buffer.from('x'));
    const forGet = (await one.link('a', { verb: 'GET', seconds: 1 }))!;
    const forPut = (await one.link('a', { verb: 'PUT', seconds: 1 }))!;
    await sleep(2100);
    expect((await fetch(forGet)).status).toBe(403);
    expect((await put(forPut, 'x')).status).toBe(403);
  });

  it('take bytes from a plain client, with the type it sends', async () => {
    const { one } = await raise(s3(own()));
    const link = (await one.link('a', { verb: 'PUT', seconds: 60 }))!;
    expect((await put(link, 'hello', { 'content-type': 'text/csv' })).status).toBe(200);
    const found = await one.get('a');
    expect(found?.info).toMatchObject({ size: 5, type: 'text/csv' });
    expect((await buffer(found!.body)).toString()).toBe('hello');
  });

  it('take exactly as many bytes as were asked for', async () => {
    const { one } = await raise(s3(own()));
    const link = (await one.link('a', { verb: 'PUT', seconds: 60, maxBytes: 5 }))!;
    for (const body of ['longer', 'less', '']) expect((await put(link, body)).status).toBe(403);
    expect(await one.stat('a')).toBeNull();
    expect((await put(link, 'exact')).status).toBe(200);
    expect((await one.stat('a'))?.size).toBe(5);
  });

  it('are not made for longer than a signature holds', async () => {
    const { one } = await raise(s3(own()));
    expect(await one.link('a', { verb: 'GET', seconds: 604_800 })).not.toBeNull();
    for (const seconds of [604_801, 0, 0.5, -1, Number.NaN])
      expect(await one.link('a', { verb: 'GET', seconds })).toBeNull();
  });

  it('go through the address that clients use', async () => {
    const options = own();
    const door = await Mischief.before(options.endpoint);
    const { one } = await raise(s3({ ...options, publicEndpoint: door.url }));
    await one.put('a', Buffer.from('through the door'));
    const link = (await one.link('a', { verb: 'GET', seconds: 60 }))!;
    expect(link.startsWith(door.url)).toBe(true);
    expect(await (await fetch(link)).text()).toBe('through the door');
  });
});
