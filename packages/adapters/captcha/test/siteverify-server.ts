import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A solution as the stand-in knows it. */
interface Known {
  readonly siteKey: string;
  readonly action: string;
  readonly host: string;
  readonly at: Date;
}

/** What the stand-in does instead of answering. */
export type Mood = 'well' | 'silent' | 'broken' | 'no_json' | 'secret_wrong' | 'bare' | 'moved';

/**
 * Stands in for the siteverify servers of Turnstile and hCaptcha: one form, JSON back, each solution good once. It
 * answers in the words of the one that is asked for.
 */
export class SiteverifyServer {
  mood: Mood = 'well';
  /** The forms that came, the newest last. */
  readonly forms: URLSearchParams[] = [];
  private readonly known = new Map<string, Known>();
  private readonly used = new Set<string>();
  private solved = 0;

  private constructor(
    private readonly style: 'turnstile' | 'hcaptcha',
    private readonly server: Server,
  ) {}

  static async start(style: 'turnstile' | 'hcaptcha'): Promise<SiteverifyServer> {
    const server = createServer();
    const one = new SiteverifyServer(style, server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const form = new URLSearchParams(body);
        one.forms.push(form);
        if (one.mood === 'silent') return;
        if (one.mood === 'moved') response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end();
        else if (one.mood === 'broken') response.writeHead(503).end('{"success":true}');
        else if (one.mood === 'no_json') response.end('<html>Sorry</html>');
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(one.answer(form)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return one;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/siteverify`;
  }

  /** A solution as the widget of a page hands it over. */
  solve(known: Known): string {
    this.solved += 1;
    const response = `0.${this.style}-${this.solved}-${'x'.repeat(40)}`;
    this.known.set(response, known);
    return response;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(form: URLSearchParams): object {
    const response = form.get('response') ?? '';
    const known = this.known.get(response);
    if (this.mood === 'secret_wrong') return { success: false, 'error-codes': ['invalid-input-secret'] };
    if (this.mood === 'bare') return { success: true };
    if (!known) return { success: false, 'error-codes': ['invalid-input-response'] };
    if (this.style === 'hcaptcha' && known.siteKey !== form.get('sitekey'))
      return { success: false, 'error-codes': ['invalid-input-response'] };
    if (this.used.has(response)) return { success: false, 'error-codes': [this.duplicate] };
    this.used.add(response);
    const facts = { success: true, challenge_ts: known.at.toISOString(), hostname: known.host };
    return this.style === 'turnstile'
      ? { ...facts, 'error-codes': [], action: known.action, cdata: '', metadata: {} }
      : { ...facts, credit: false };
  }

  private get duplicate(): string {
    return this.style === 'turnstile' ? 'timeout-or-duplicate' : 'already-seen-response';
  }
}
