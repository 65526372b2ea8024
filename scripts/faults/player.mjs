import { randomUUID } from 'node:crypto';

/** What a server answered: parsed, or as bytes when it is a save's content. */
async function answerOf(response, isContent) {
  const bytes = Buffer.from(await response.arrayBuffer());
  const asBytes = bytes.length === 0 || (isContent && response.ok);
  return {
    status: response.status,
    body: asBytes ? bytes : JSON.parse(bytes.toString()),
    retryAfter: response.headers.get('retry-after'),
  };
}

/** A player with one slot, over REST. `at()` says where the server is now. */
export class Player {
  constructor(at, slot) {
    this.at = at;
    this.slot = slot;
    this.name = `p${randomUUID().slice(0, 8)}`;
    this.credentials = { username: this.name, password: 'correct horse battery' };
  }

  async register() {
    const { status, body } = await this.send('POST', '/auth/register', this.credentials);
    if (status !== 201) throw new Error(`register: ${status} ${JSON.stringify(body)}`);
    this.token = body.token;
    return this;
  }

  /** Signs in without a name or password, which costs the server no hash. */
  async guest() {
    const { status, body } = await this.send('POST', '/auth/guest', {});
    if (status !== 201) throw new Error(`guest: ${status} ${JSON.stringify(body)}`);
    this.token = body.token;
    this.id = body.user_id;
    return this;
  }

  put({ json, base, key }) {
    // Put together by hand: the bytes of `data` are what is compared afterwards.
    const rest = JSON.stringify({ slot_name: this.slot, base_revision: base });
    return this.send('POST', '/saves/me', `${rest.slice(0, -1)},"data":${json}}`, { 'idempotency-key': key });
  }

  upload({ bytes, base, key }) {
    const from = base === 0 ? { 'if-none-match': '*' } : { 'if-match': `"${base}"` };
    const headers = { ...from, 'idempotency-key': key };
    return this.send('PUT', `/saves/me/${this.slot}/content`, bytes, headers);
  }

  content(revision) {
    return this.send('GET', `/saves/me/${this.slot}/content${revision ? `?revision=${revision}` : ''}`);
  }

  /** All kept revisions, the newest first; none when the slot is empty. */
  async history() {
    const revisions = [];
    for (let cursor = ''; cursor !== null;) {
      const more = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await this.send('GET', `/saves/me/${this.slot}/history?limit=100${more}`);
      if (status === 404) return [];
      if (status !== 200) throw new Error(`history: ${status} ${JSON.stringify(body)}`);
      revisions.push(...body.revisions);
      cursor = body.next_cursor;
    }
    return revisions;
  }

  /** A token ends after a quarter of an hour, and some runs do not. */
  async send(method, path, body, headers = {}) {
    const answer = await this.sendOnce(method, path, body, headers);
    if (answer.status !== 401 || answer.body.error?.code !== 'auth.token_expired') return answer;
    delete this.token;
    const again = await this.sendOnce('POST', '/auth/login', this.credentials);
    this.token = again.body.token;
    return this.token ? this.sendOnce(method, path, body, headers) : answer;
  }

  async sendOnce(method, path, body, headers = {}) {
    const isRaw = Buffer.isBuffer(body);
    const response = await fetch(`${this.at()}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && {
          'content-type': isRaw ? 'application/octet-stream' : 'application/json',
        }),
        ...headers,
      },
      body: body === undefined || isRaw || typeof body === 'string' ? body : JSON.stringify(body),
    });
    return answerOf(response, method === 'GET' && path.includes('/content'));
  }
}
