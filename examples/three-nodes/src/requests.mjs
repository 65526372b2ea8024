import { randomUUID } from 'node:crypto';

const pace = 40;
/** One request after the other of each player; a game's calls, and none of them is sent twice. */
const players = 10;

/** Bare requests through the balancer, without any client that would try again. */
export class Requests {
  done = 0;
  failed = [];
  slowestMs = 0;
  stopped = false;

  constructor(url) {
    this.api = `${url}/api/v1`;
  }

  async open() {
    this.tokens = await Promise.all(Array.from({ length: players }, () => this.guest()));
    return this;
  }

  start() {
    this.lives = this.tokens.map((token) => this.live(token));
  }

  async stop() {
    this.stopped = true;
    await Promise.all(this.lives);
  }

  async guest() {
    const response = await fetch(`${this.api}/auth/guest`, { method: 'POST' });
    return (await response.json()).token;
  }

  /** Mostly reads, every tenth call a save, and now and then somebody new, whose call has no key. */
  async live(token) {
    let saves = 0;
    for (let turn = 0; !this.stopped; turn += 1) {
      if (turn % 40 === 20) await this.send('POST', '/auth/guest', {});
      else if (turn % 14 === 0) {
        await this.send(
          'POST',
          '/saves/me',
          { slot_name: 'main', data: { saves }, base_revision: saves },
          token,
        );
        saves += 1;
      } else await this.send('GET', '/auth/profile', undefined, token);
      await new Promise((resolve) => setTimeout(resolve, pace));
    }
  }

  async send(method, path, body, token) {
    const began = performance.now();
    const what = `${method} ${path}`;
    try {
      const response = await fetch(this.api + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() }),
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok)
        this.failed.push(
          `${what}: ${response.status} ${/"code":"[^"]*"/.exec(text)?.[0] ?? text.slice(0, 80)}`,
        );
    } catch (error) {
      this.failed.push(`${what}: ${error.cause?.code ?? error.message}`);
    }
    this.done += 1;
    this.slowestMs = Math.max(this.slowestMs, Math.round(performance.now() - began));
  }
}
