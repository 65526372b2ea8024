import net from 'node:net';

/**
 * A closed loop of HTTP/1.1 requests over raw sockets, which costs the generator little: each connection sends the
 * same request again as soon as the answer is whole. Answers carry a Content-Length.
 * @returns {Promise<{done: number, seconds: number, latencies: number[]}>} latencies in milliseconds, in no order
 */
export async function loadHttp({
  url,
  method = 'GET',
  path,
  headers = {},
  body = '',
  connections = 32,
  seconds = 2,
}) {
  const { hostname, port } = new URL(url);
  const length = body ? { 'content-length': Buffer.byteLength(body) } : {};
  const lines = Object.entries({ host: 'localhost', ...headers, ...length }).map(
    ([key, value]) => `${key}: ${value}`,
  );
  const request = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  const began = performance.now();
  const end = began + seconds * 1000;
  const loops = Array.from({ length: connections }, () =>
    loop(net.connect(Number(port), hostname), request, end),
  );
  const latencies = (await Promise.all(loops)).flat();
  return { done: latencies.length, seconds: (performance.now() - began) / 1000, latencies };
}

function loop(socket, request, end) {
  const latencies = [];
  let missing = 0;
  let sent = 0;
  const send = () => {
    sent = performance.now();
    socket.write(request);
  };
  return new Promise((resolve, reject) => {
    socket.setNoDelay(true);
    socket.once('connect', send);
    socket.once('error', reject);
    socket.on('data', (chunk) => {
      if (missing === 0) missing = lengthOf(chunk);
      missing -= chunk.length;
      if (missing > 0) return;
      missing = 0;
      latencies.push(performance.now() - sent);
      if (performance.now() < end) return send();
      socket.destroy();
      resolve(latencies);
    });
  });
}

/** The bytes of a whole answer, from its head. */
function lengthOf(chunk) {
  const text = chunk.latin1Slice(0, Math.min(chunk.length, 2000));
  if (text[9] !== '2') throw new Error(`The server refused: ${text}`);
  const head = text.indexOf('\r\n\r\n') + 4;
  return head + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
}
