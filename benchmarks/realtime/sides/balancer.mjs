/** Passes connections on to the servers in turn, and to the next one when one does not answer. */
import { connect, createServer } from 'node:net';
import { listening } from './listening.mjs';

const ports = process.argv.slice(2).map(Number);
let turns = 0;

const server = createServer({ pauseOnConnect: true }, (near) => {
  turns += 1;
  near.on('error', () => near.destroy());
  tryFrom(near, turns, ports.length);
});

function tryFrom(near, turn, left) {
  if (left === 0) return near.destroy();
  const far = connect(ports[turn % ports.length], '127.0.0.1');
  const another = () => tryFrom(near, turn + 1, left - 1);
  far.once('error', another);
  far.once('connect', () => {
    far.off('error', another).on('error', () => near.destroy());
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  return undefined;
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => listening(server.address().port));
