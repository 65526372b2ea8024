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
export interface RequestNotes {
  requestId?: string;
  /** The body as it was written, where a route needs it. */
  text?: string;
  /** Whether it became a call, which the dispatcher has noted. */
  called?: boolean;
}

const notes = new WeakMap<object, RequestNotes>();

/** The notes of a request; found by the platform's request or by the raw one it wraps. */
export function notesOf(request: object): RequestNotes {
  const raw = (request as { raw?: object }).raw ?? request;
  let found = notes.get(raw);
  if (!found) {
    found = {};
    notes.set(raw, found);
  }
  return found;
}

export const headerOf = (request: HttpRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
