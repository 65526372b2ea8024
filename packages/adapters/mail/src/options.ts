import { checkMail, isLoopback } from '@aethex/core';
import { z } from 'zod';

/** A sender: an address, or a name and an address in angle brackets. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

const named = /^([^<>\p{Cc}]{0,128}?)\s*<([^<>]+)>$/u;

/** Where mails are handed over. */
export interface SmtpPlace {
  readonly host: string;
  readonly port: number;
  /** Whether TLS begins with the first byte (`smtps:`) and not with STARTTLS. */
  readonly secure: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

const Url = z.string().transform((text, context): SmtpPlace => {
  const place = placeOf(text);
  if (place) return place;
  context.addIssue({
    code: 'custom',
    message: 'must be like "smtp://user:password@mail.example:587" or "smtps://mail.example"',
  });
  return z.NEVER;
});

const From = z.string().transform((text, context): Sender => {
  const sender = senderOf(text);
  if (sender) return sender;
  context.addIssue({
    code: 'custom',
    message: 'must be an address, or like "Starfall <no-reply@mail.example>"',
  });
  return z.NEVER;
});

export const SmtpOptionsSchema = z.strictObject({
  /** The mail server: `smtp://user:password@host:587` (STARTTLS) or `smtps://user:password@host` (port 465). */
  url: Url,
  /** Who the mails come from: `no-reply@mail.example`, or `Starfall <no-reply@mail.example>`. */
  from: From,
  /** Where answers go, when not to `from`. */
  replyTo: From.optional(),
  /** Whether a connection without TLS is refused. Default: yes, but for a server on this machine. */
  requireTls: z.boolean().optional(),
  /** Certificates of authorities to trust besides the usual ones, in PEM. */
  ca: z.string().optional(),
  /** What this server calls itself (EHLO). Default: the name of the machine. */
  name: z
    .string()
    .regex(/^[\w.:[\]-]+$/)
    .optional(),
  /** Connections at a time. */
  maxConnections: z.number().int().min(1).max(50).default(5),
  /** Mails a second; 0 for as many as the server takes. */
  perSecond: z.number().int().nonnegative().default(0),
  /** Seconds for each step: to connect, to be greeted, to be answered. */
  timeoutSeconds: z.number().positive().max(60).default(10),
});

export type SmtpOptions = z.input<typeof SmtpOptionsSchema>;
export type SmtpSettings = z.output<typeof SmtpOptionsSchema>;

/** Whether a host is this machine, whose own network nobody listens to. */
export const isHere = (host: string): boolean => host === 'localhost' || isLoopback(host);

function placeOf(text: string): SmtpPlace | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return null;
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) return null;
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    auth:
      url.username === ''
        ? null
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}

function senderOf(text: string): Sender | null {
  const [, name = '', address = text] = named.exec(text.trim()) ?? [];
  try {
    checkMail({ to: address, subject: name });
    return { name: name.replace(/^"|"$/g, ''), address };
  } catch {
    return null;
  }
}
