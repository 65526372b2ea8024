import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { between, randomOf } from './random.mjs';

/** What each connection is spared, until somebody wants it otherwise. */
const peace = Object.freeze({
  /** New connections are reset. */
  refuse: false,
  /** `up`, `down` or `both`: what goes there waits, ends of connections too, as when a cable is cut. */
  stall: null,
  /** Milliseconds each piece waits: `[least, most]`. */
  delay: null,
  /** Bytes of the largest piece. */
  slice: null,
  /** Bytes a second, in each direction of each connection. */
  throttle: null,
  /** Share of the pieces at which the connection is reset, 0 to 1. */
  resets: 0,
  /** What is answered to whatever comes, instead of asking the server. */
  garbage: null,
});

/** Stands before a TCP server of this machine and spoils its connections as it is told: `behave({ stall: 'both' })`. */
export async function faultProxy(port, { seed = 1 } = {}) {
  const proxy = new FaultProxy(port, randomOf(seed));
  await proxy.listen();
  return proxy;
}

class FaultProxy {
  rules = peace;
  sockets = new Set();
  waiting = [];

  constructor(target, random) {
    Object.assign(this, { target, random });
    this.server = createServer((client) => this.join(client));
  }

  async listen() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
  }

  /** From now on, and also for the connections there are. */
  behave(rules) {
    this.rules = { ...peace, ...rules };
    for (const go of this.waiting.splice(0)) go();
  }

  restore() {
    this.behave(peace);
  }

  /** Resets all connections there are. */
  reset() {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async close() {
    this.restore();
    this.server.close();
    this.reset();
  }

  join(client) {
    this.keep(client);
    if (this.rules.refuse) client.resetAndDestroy();
    else if (this.rules.garbage !== null) this.babble(client);
    else this.link(client);
  }

  link(client) {
    const server = this.keep(connect(this.target, '127.0.0.1'));
    void this.carry(client, server, 'up');
    void this.carry(server, client, 'down');
  }

  keep(socket) {
    this.sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
  }

  babble(client) {
    client.on('data', () => client.end(this.rules.garbage));
  }

  async carry(from, to, way) {
    try {
      for await (const chunk of from) await this.send(chunk, to, way);
      await this.passable(way);
      to.end();
    } catch {
      await this.passable(way);
      to.destroy();
    }
  }

  async send(chunk, to, way) {
    for (const piece of this.pieces(chunk)) {
      await this.passable(way);
      await this.dawdle(piece.length);
      if (this.rules.resets > 0 && this.random() < this.rules.resets) to.resetAndDestroy();
      if (!to.write(piece) && !to.destroyed) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
  }

  pieces(chunk) {
    const size = this.rules.slice ?? chunk.length;
    return Array.from({ length: Math.ceil(chunk.length / size) }, (_, index) =>
      chunk.subarray(index * size, (index + 1) * size),
    );
  }

  async dawdle(length) {
    const { delay, throttle } = this.rules;
    if (delay) await sleep(between(this.random, ...delay));
    if (throttle) await sleep((length / throttle) * 1000);
  }

  async passable(way) {
    while (this.rules.stall === way || this.rules.stall === 'both')
      await new Promise((go) => this.waiting.push(go));
  }
}
