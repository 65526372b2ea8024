import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach } from '@jest/globals';
import { SMTPServer } from 'smtp-server';

export type SmtpServerOptions = NonNullable<ConstructorParameters<typeof SMTPServer>[0]>;

/** A real mail server on a port of its own, and what it was given. */
export interface PostOffice {
  readonly url: string;
  readonly port: number;
  readonly server: SMTPServer;
  readonly received: Uint8Array[];
  close(): Promise<void>;
}

const open: PostOffice[] = [];

/** Opens a mail server on 127.0.0.1 that takes everything, but for what the options say. */
export async function openPostOffice(options: SmtpServerOptions = {}): Promise<PostOffice> {
  const received: Uint8Array[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onData: (stream, _session, done) => {
      text(stream).then(
        (message) => {
          received.push(Buffer.from(message));
          done();
        },
        (error: Error) => done(error),
      );
    },
    ...options,
  });
  // A client that goes away in the middle is what some tests are about.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  const office = { url: `smtp://127.0.0.1:${port}`, port, server, received, close };
  open.push(office);
  return office;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((office) => office.close()));
});
