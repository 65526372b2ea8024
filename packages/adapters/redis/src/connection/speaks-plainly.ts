import { connect } from 'node:net';

/** Milliseconds for a Redis that listens to answer. */
const answerMs = 250;

/** Whether a Redis without TLS listens there: it takes the greeting of TLS for the beginning of a command, and waits. */
export function speaksPlainly(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port || 6379), hostname, () => void socket.write('PING\r\n'));
    const end = (isPlain: boolean): void => {
      socket.destroy();
      resolve(isPlain);
    };
    socket.setTimeout(answerMs, () => end(false));
    socket.once('data', (answer) => end(/^[+-]/.test(answer.toString('latin1'))));
    socket.once('error', () => end(false));
  });
}
