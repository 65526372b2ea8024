import net from 'node:net';

/** The bytes of one HTTP/1.1 request. */
export function requestOf({ method = 'GET', path, headers = {}, body = '' }) {
  const length = body ? { 'content-length': Buffer.byteLength(body) } : {};
  const lines = Object.entries({ host: 'localhost', ...headers, ...length }).map(
    ([key, value]) => `${key}: ${value}`,
  );
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * A closed loop of HTTP/1.1 requests over raw sockets, which costs the generator little: each connection sends its next
 * request as soon as the answer is whole. They share `requests` out among them, or all send the one that is described.
 * Answers carry a Content-Length.
 * @returns {Promise<{done: number, seconds: number, latencies: number[]}>} latencies in milliseconds, in no order
 */
export async function loadHttp({ url, requests, connections = 32, seconds = 2, ...request }) {
  const { hostname, port } = new URL(url);
  const all = requests ?? [requestOf(request)];
  const began = performance.now();
  const end = began + seconds * 1000;
  const loops = Array.from({ length: connections }, (_, place) =>
    loop(net.connect(Number(port), hostname), turns(all, place, connections), end),
  );
  const latencies = (await Promise.all(loops)).flat();
  return { done: latencies.length, seconds: (performance.now() - began) / 1000, latencies };
}

/** Sends a request once and throws unless the answer holds the words. */
export async function assertAnswer(url, request, words) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname, () => socket.write(request));
  const chunks = [];
  for await (const chunk of socket) {
    chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    if (whole.length >= lengthOf(whole)) break;
  }
  const text = Buffer.concat(chunks).toString();
  if (!words.test(text)) throw new Error(`This was to hold ${words}: ${text}`);
}

/** One connection's requests, again and again. */
function turns(requests, place, connections) {
  const own = requests.filter((_, index) => index % connections === place % requests.length);
  let sent = 0;
  return () => own[sent++ % own.length];
}

function loop(socket, next, end) {
  const latencies = [];
  let missing = 0;
  let sent = 0;
  const send = () => {
    sent = performance.now();
    socket.write(next());
  };
  return new Promise((resolve, reject) => {
    socket.setNoDelay(true);
    socket.once('connect', send);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server closed a connection under load.')));
    socket.on('data', (chunk) => {
      if (missing === 0) missing = lengthOf(chunk);
      missing -= chunk.length;
      if (missing > 0) return;
      missing = 0;
      latencies.push(performance.now() - sent);
      if (performance.now() < end) return send();
      resolve(latencies);
      socket.destroy();
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
