import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { blobStoreContract, withServers } from '@aethex/testing';
import { s3 } from '../src/index.js';
import { Mischief } from './mischief.js';
import { optionsOf, ownPrefix, plainClient } from './place.js';
import { raise } from './raise.js';

withServers(['s3'], 'S3Blobs', ({ s3: url }) => {
  blobStoreContract(() => s3({ ...optionsOf(url), prefix: ownPrefix() }));

  const own = () => ({ ...optionsOf(url), prefix: ownPrefix() });
  const listed = async (list: AsyncIterable<{ key: string; type: string | null }>) => {
    const all = [];
    for await (const { key, type } of list) all.push([key, type]);
    return all;
  };

  it('lists page by page, with the types', async () => {
    const options = own();
    const proxy = await Mischief.before(options.endpoint);
    const { one } = await raise(s3({ ...options, endpoint: proxy.url, pageSize: 3 }));
    const keys = ['a', 'a/b', 'b', 'c', 'd', 'e', 'f'];
    for (const key of keys) await one.put(key, Buffer.from('x'), { type: `text/${key.at(-1)}` });
    proxy.seen.length = 0;
    expect(await listed(one.list(''))).toEqual(keys.map((key) => [key, `text/${key.at(-1)}`]));
    expect(proxy.seen.filter((request) => request.includes('list-type=2'))).toHaveLength(3);
  });

  it('sees nothing of what lies beside its prefix, or is no blob', async () => {
    const options = own();
    const [{ one }, { one: neighbour }] = [
      await raise(s3(options)),
      await raise(s3({ ...options, prefix: `${options.prefix.slice(0, -1)}x/` })),
    ];
    await one.put('a', Buffer.from('mine'));
    await neighbour.put('a', Buffer.from('theirs'));
    const client = plainClient(options);
    for (const key of ['sp ace', 'ü+%2e', 'folder/', '..'])
      await client.send(
        new PutObjectCommand({ Bucket: options.bucket, Key: options.prefix + key, Body: 'x' }),
      );
    client.destroy();
    expect(await listed(one.list(''))).toEqual([['a', null]]);
    await one.delete('a');
    expect(await listed(neighbour.list(''))).toEqual([['a', null]]);
  });
});
