/** What a server answered: the resource, or `{ error }`. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A device of a player, speaking REST. */
export class Device {
  token = '';

  constructor(readonly url: string) {}

  async register(username: string): Promise<this> {
    return this.signIn('/auth/register', { username, password: 'correct horse battery' });
  }

  async login(username: string): Promise<this> {
    return this.signIn('/auth/login', { username, password: 'correct horse battery' });
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token !== '' && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
  }

  private async signIn(path: string, credentials: object): Promise<this> {
    const { status, body } = await this.call('POST', path, credentials);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    this.token = String(body['token']);
    return this;
  }
}
