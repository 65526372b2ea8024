import { rootCertificates } from 'node:tls';
import { createTransport } from 'nodemailer';
import { isHere, type SmtpSettings } from './options.js';

export type Transporter = ReturnType<typeof createTransport>;

/** A pool of connections. A mail whose connection breaks is not sent again here: its job does that, and knows of it. */
export function openTransport(settings: SmtpSettings): Transporter {
  const { url, requireTls = !isHere(url.host), ca, name, maxConnections, perSecond } = settings;
  const ms = settings.timeoutSeconds * 1000;
  return createTransport({
    pool: true,
    host: url.host,
    port: url.port,
    secure: url.secure,
    ...(url.auth && { auth: url.auth }),
    ...(name !== undefined && { name }),
    requireTLS: requireTls && !url.secure,
    // A certificate made for this machine alone is not worth refusing a mail for.
    ignoreTLS: !requireTls,
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca: [...rootCertificates, ca] }) },
    maxConnections,
    maxRequeues: 0,
    ...(perSecond > 0 && { rateLimit: perSecond, rateDelta: 1000 }),
    connectionTimeout: ms,
    greetingTimeout: ms,
    socketTimeout: ms,
    dnsTimeout: ms,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
