import { WebSocket } from 'ws';

/** A closed loop of JSON-RPC frames over signed-in WebSockets: each sends the next call when the last was answered. */
export async function loadSocket({ url, token, method, params, connections = 32, seconds = 2 }) {
  const sockets = await Promise.all(Array.from({ length: connections }, () => signedIn(url, token)));
  const began = performance.now();
  const end = began + seconds * 1000;
  const frame = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const latencies = (await Promise.all(sockets.map((socket) => loop(socket, frame, end)))).flat();
  const took = (performance.now() - began) / 1000;
  for (const socket of sockets) socket.terminate();
  return { done: latencies.length, seconds: took, latencies };
}

/** Opens a socket and waits until the server knows who it is. */
async function signedIn(url, token) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/multiplayer`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ type: 'auth', token }));
  const [answer] = await new Promise((resolve) => socket.once('message', (...all) => resolve(all)));
  if (JSON.parse(answer).type !== 'auth_ok') throw new Error(`The server refused: ${answer}`);
  return socket;
}

function loop(socket, frame, end) {
  const latencies = [];
  let sent = 0;
  const send = () => {
    sent = performance.now();
    socket.send(frame);
  };
  return new Promise((resolve, reject) => {
    socket.on('message', (data) => {
      if (latencies.length === 0 && data.includes('"error"')) return reject(new Error(data.toString()));
      latencies.push(performance.now() - sent);
      if (performance.now() < end) send();
      else resolve(latencies);
    });
    send();
  });
}
