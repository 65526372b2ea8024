import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can freeze: what is connected stays so, and nothing comes through any more. New ones work. */
export async function frozenWay(port: number) {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far);
    far.pipe(near);
    pairs.add([near, far]);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    freeze: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far).on('data', () => undefined);
        far.unpipe(near).on('data', () => undefined);
      }
    },
    close: () => {
      for (const socket of [...pairs].flat()) socket.destroy();
      server.close();
    },
  };
}
