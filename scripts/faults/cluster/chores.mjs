import { pause } from '../load.mjs';

/** Asks for chores, and looks whether they have been done. */
export class Chores {
  asked = [];

  constructor(at) {
    this.at = at;
  }

  /** Asks for so many; returns what went wrong. */
  async ask(many) {
    const names = Array.from({ length: many }, (_, index) => `chore ${this.asked.length + index}`);
    const answers = await Promise.all(names.map((what) => this.send(what)));
    this.asked.push(...names);
    return answers.flatMap(({ status }) => (status === 200 ? [] : [`a job was refused with ${status}`]));
  }

  /** Waits until all are done; returns what is not. */
  async left(within) {
    for (const began = performance.now(); ; await pause(100)) {
      const done = new Set((await this.done()).map(({ what }) => what));
      const left = this.asked.filter((what) => !done.has(what));
      if (left.length === 0) return [];
      if (performance.now() - began > within)
        return [`${left.length} jobs were not done within ${within} ms`];
    }
  }

  async done() {
    return (await fetch(`${this.at()}/api/v1/chores`)).json();
  }

  send(what) {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${this.at()}/api/v1/chores`, { method: 'POST', headers, body: JSON.stringify({ what }) });
  }
}
