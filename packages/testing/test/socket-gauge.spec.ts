import { Metrics } from '@aethex/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAethex, testToken, type TestServer } from '../src/index.js';
import { labPlugin } from './fixtures/lab.js';

describe('the gauge of open sockets', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [labPlugin()] });
  });
  afterAll(() => server.stop());

  const open = async (signedIn: 'yes' | 'no'): Promise<number> => {
    const text = await server.get(Metrics).registry.getSingleMetricAsString('aethex_socket_connections');
    return Number(new RegExp(`signed_in="${signedIn}"} (\\d+)`).exec(text)?.[1]);
  };

  it('counts those signed in apart from the others, until they close', async () => {
    const socket = await server.rawSocket();
    expect([await open('no'), await open('yes')]).toEqual([1, 0]);
    await socket.signIn(testToken('counted'));
    expect([await open('no'), await open('yes')]).toEqual([0, 1]);
    socket.close();
    await socket.closed;
    const deadline = Date.now() + 5000;
    while ((await open('yes')) > 0 && Date.now() < deadline)
      await new Promise((done) => setTimeout(done, 10));
    expect([await open('no'), await open('yes')]).toEqual([0, 0]);
  });
});
