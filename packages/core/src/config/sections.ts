import { z } from 'zod';
import { bytes, configSection, list, seconds, secret } from './section.js';

/** Where the server listens and what it accepts. */
export class HttpConfig extends configSection('http', {
  host: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for every network.'),
  port: z.number().int().min(0).max(65_535).default(8080).describe('Port to listen on; 0 takes a free one.'),
  publicUrl: z
    .url()
    .optional()
    .describe('How clients reach the server; links are built from it, never from a Host header.'),
  prefix: z
    .string()
    .regex(/^[\w./-]*$/)
    .default('api/v1')
    .describe('Path before every route.'),
  alias: z
    .string()
    .regex(/^[\w./-]*$/)
    .default('v1')
    .describe('A second prefix, for gateways that strip the first part; empty for none.'),
  trustProxy: z
    .union([z.boolean(), z.string()])
    .default(false)
    .describe('Whose X-Forwarded-* headers to believe: false, or addresses and CIDR ranges.'),
  origins: list().describe('Browser origins that may call the server (CORS), such as https://game.example.'),
  maxBody: bytes('1mb').describe('Largest JSON body.'),
  maxUpload: bytes('16mb').describe('Largest raw body.'),
  maxDepth: z.number().int().positive().max(500).default(32).describe('Deepest nesting of a JSON body.'),
  maxKeys: z.number().int().positive().default(10_000).describe('Most keys in a JSON body.'),
  requestTimeout: seconds('30s').describe('Longest time a request may take to arrive.'),
}) {}

/** The WebSocket at one path. */
export class SocketConfig extends configSection('socket', {
  path: z.string().startsWith('/').default('/v1/multiplayer').describe('Path of the WebSocket.'),
  origins: list().describe(
    'Browser origins that may open a socket; "*" for any; empty for http.origins and the own origin.',
  ),
  maxFrame: bytes('64kb').describe('Largest frame from a client.'),
  authTimeout: seconds('5s').describe('How long a socket may stay without signing in.'),
  heartbeat: seconds('20s').describe('How often a sign of life is asked for.'),
  heartbeatGrace: seconds('10s').describe('How long an answer to it may take.'),
  maxBuffered: bytes('1mb').describe('Most bytes that may wait for a slow reader.'),
  maxLag: seconds('10s').describe('Longest time the oldest of them may wait.'),
  maxQueued: z
    .number()
    .int()
    .positive()
    .default(32)
    .describe('Frames of one socket that may wait for an answer before reading pauses.'),
  perSecond: z
    .number()
    .int()
    .positive()
    .default(10)
    .describe('Frames a second one socket may send on average.'),
  burst: z.number().int().positive().default(60).describe('Frames it may send at once.'),
  perPlayer: z.number().int().positive().default(5).describe('Sockets of one player; the oldest gives way.'),
  perAddress: z.number().int().positive().default(100).describe('Sockets from one address.'),
  maxUnauthenticated: z
    .number()
    .int()
    .positive()
    .default(1000)
    .describe('Sockets of this node that have not signed in.'),
  unauthenticatedPerAddress: z.number().int().positive().default(20).describe('The same, from one address.'),
}) {}

export class LogConfig extends configSection('log', {
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least that is logged.'),
}) {}

/** How many nodes there are and how one ends. */
export class ClusterConfig extends configSection('cluster', {
  nodes: z
    .number()
    .int()
    .positive()
    .default(1)
    .describe('How many nodes run; more than one needs adapters that reach the cluster.'),
  drain: seconds('25s').describe('Longest time to finish what is under way after SIGTERM.'),
  notice: seconds('3s').describe(
    'How long one of several nodes goes on taking calls after SIGTERM, until balancers have seen it in /ready.',
  ),
}) {}

export class LimitsConfig extends configSection('limits', {
  callsPerMinute: z
    .number()
    .int()
    .nonnegative()
    .default(1200)
    .describe('Calls of one player, or of one address without a player; 0 for no limit.'),
  hookTimeout: seconds('5s').describe('Longest time a hook may take.'),
  maxEventLoopDelay: z
    .number()
    .int()
    .nonnegative()
    .default(500)
    .describe('Milliseconds of event-loop delay from which calls are shed; 0 for never.'),
}) {}

/** What is open to operators. */
export class OpsConfig extends configSection('ops', {
  metricsToken: secret()
    .min(16)
    .optional()
    .describe('Token for /metrics; without one only this machine may read them.'),
}) {}

export class DatabaseConfig extends configSection('database', {
  migrate: z
    .enum(['boot', 'never'])
    .default('boot')
    .describe('Whether pending migrations run at boot, or the server refuses to start.'),
}) {}

/** How mails and pages look where a game says nothing else. */
export class BrandConfig extends configSection('brand', {
  name: z.string().min(1).max(64).default('AeThex Cloud').describe('Name in mails and on pages.'),
  logoUrl: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe('Address of a logo, https.'),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#4f46e5')
    .describe('Colour of buttons, as #rrggbb.'),
  supportEmail: z.email().optional().describe('Where players may write to.'),
  language: z.enum(['en', 'de']).default('en').describe('Language of mails and pages for who has none.'),
  mailTemplates: z
    .string()
    .min(1)
    .optional()
    .describe('A folder with mails in your own words, such as auth.resetPassword.en.txt.hbs.'),
}) {}

export const coreSections = [
  BrandConfig,
  HttpConfig,
  SocketConfig,
  LogConfig,
  ClusterConfig,
  LimitsConfig,
  OpsConfig,
  DatabaseConfig,
] as const;
