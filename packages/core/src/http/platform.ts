/** The few things of a request that Fastify and Express have alike. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly body?: unknown;
  readonly ip?: string | undefined;
}

/** The few things of a response that they have alike. */
export interface HttpResponse {
  status(code: number): this;
  header(name: string, value: string): this;
  send(body: string): unknown;
}

/** What the house remembers of a request while it is answered. */
export class RequestNotes {
  requestId = '';
  /** The body's bytes, gathered beside whatever parser reads them. */
  chunks: Buffer[] | undefined;
  /** Whether it became a call, which the dispatcher has noted. */
  called = false;
  /** Whether a refusal is told in the JSON-RPC envelope. */
  speaksRpc = false;

  private read: string | undefined;

  /** The body as it was written, where it was gathered. */
  get text(): string | undefined {
    if (this.read === undefined && this.chunks) {
      const [only] = this.chunks;
      this.read = (this.chunks.length === 1 && only ? only : Buffer.concat(this.chunks)).toString('utf8');
    }
    return this.read;
  }
  set text(text: string | undefined) {
    this.read = text;
  }
}

const key = Symbol('aethex:notes');

/** The notes of a request; found by the platform's request or by the raw one it wraps. */
export function notesOf(request: object): RequestNotes {
  const raw = ((request as { raw?: object }).raw ?? request) as { [key]?: RequestNotes };
  return (raw[key] ??= new RequestNotes());
}

export const headerOf = (request: HttpRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
