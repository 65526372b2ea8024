import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { BootError } from '@aethex/core';
import { Stage, withServers } from '@aethex/testing';
import { redisBus, redisCache } from '../src/index.js';
import { freePort, PrivateRedis } from './private-redis.js';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A server that does something with whoever connects. */
async function listener(greet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    greet(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Why a server with this URL does not start; measured, because somebody waits for it. */
async function refusal(url: string): Promise<BootError> {
  const began = performance.now();
  const error: unknown = await Stage.raise(redisCache({ url })).catch((caught: unknown) => caught);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(error).toBeInstanceOf(BootError);
  const refused = error as BootError;
  expect(`${refused.what} ${refused.fix}`).toContain(new URL(url).host);
  expect(`${refused.what} ${refused.fix} ${String(refused.cause)}`).not.toContain('s3cret');
  expect(refused.fix).not.toBe('');
  return refused;
}

withServers(['redis'], 'a Redis that cannot be used, named at boot within two seconds', () => {
  it('is one that is not there', async () =>
    expect((await refusal(`redis://127.0.0.1:${await freePort()}`)).what).toMatch(/^Nothing listens at/));

  it('is one that accepts and says nothing', async () => {
    const place = await listener(() => undefined);
    expect((await refusal(`redis://:s3cret@${place}`)).what).toMatch(/did not answer in time/);
  });

  it('is one that does not accept the password', async () => {
    const server = await PrivateRedis.start('--requirepass', 'right');
    ends.push(() => server.close());
    expect((await refusal(`redis://:s3cret@127.0.0.1:${server.port}`)).what).toMatch(/the password/);
    expect((await refusal(server.url)).what).toMatch(/the password/);
  });

  it('is one that speaks no TLS', async () => {
    const server = await PrivateRedis.start();
    ends.push(() => server.close());
    const { what, fix } = await refusal(`rediss://127.0.0.1:${server.port}`);
    expect(what).toMatch(/^TLS with/);
    expect(fix).toMatch(/redis:\/\//);
  });

  it('is one that speaks nothing but TLS', async () => {
    const place = await listener((socket) => void socket.once('data', () => socket.destroy()));
    expect((await refusal(`redis://${place}`)).fix).toMatch(/rediss:\/\//);
  });

  it('is none at all', async () => {
    const place = await listener((socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect((await refusal(`redis://${place}`)).what).toMatch(/is not Redis/);
  });

  it('is named for the bus as well', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    await expect(Stage.raise(redisBus({ url }))).rejects.toThrow(BootError);
  });
});
