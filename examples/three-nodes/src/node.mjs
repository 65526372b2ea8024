import { launch } from '../../../scripts/faults/server.mjs';

/** One node as a process of its own, on a port that stays its own from one start to the next. */
export class Node {
  static async at(place) {
    return new Node(place);
  }

  constructor(place) {
    Object.assign(this, place);
    this.url = `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const { dir, port, env } = this;
    this.server = await launch({ dir, port: String(port), env });
  }

  get pid() {
    return this.server.pid;
  }

  /** As a power cut or the kernel's out-of-memory killer: without a word. */
  kill() {
    return this.server.end('SIGKILL');
  }

  /** As a deployment does. Resolves to `{ code }` when everything that was under way is answered. */
  drain() {
    return this.server.end('SIGTERM');
  }

  async stop() {
    await this.server?.end('SIGKILL');
  }
}
