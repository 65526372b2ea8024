import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

const patience = 2_000;
/** `turn:host:3478?transport=udp`, with the default port where there is none. */
const udpUrl = /^(?:stun|turn):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=udp)?$/;

/**
 * Whether a STUN or TURN server answers a binding request (RFC 8489, 7.3.1) over UDP. `null` when its URL is of TCP or
 * TLS, which is not tried.
 */
export function answers(url: string): Promise<boolean> | null {
  const [, host = '', port = '3478'] = udpUrl.exec(url) ?? [];
  if (host === '') return null;
  const address = host.replace(/^\[|\]$/g, '');
  const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]);
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const settle = (answered: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(settle, patience, false);
    socket.once('message', () => settle(true));
    socket.once('error', () => settle(false));
    socket.send(request, Number(port), address, (error) => {
      if (error) settle(false);
    });
  });
}
