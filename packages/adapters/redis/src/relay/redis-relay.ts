import { Relay, type Claim, type Undo } from '@aethex/core';
import type { Redis } from 'ioredis';
import { millisecondsOf } from '../cache/rules/milliseconds.js';
import { asked } from '../connection/unavailable.js';
import type { RedisBus } from '../bus/redis-bus.js';
import { claimScript, passScript, releaseScript, renewScript } from './scripts.js';

/** Claims in one script: some thousand lookups hold up Redis for a millisecond or two. */
const mostRenewed = 500;

/** A relay in Redis: claims are keys with a time to live, each changed by one script; messages go by pub and sub. */
export class RedisRelay extends Relay {
  constructor(
    private readonly redis: Redis,
    private readonly bus: RedisBus,
    private readonly prefix: string,
  ) {
    super();
  }

  async claim(name: string, node: string, seconds: number, about = ''): Promise<Claim | null> {
    const fence = await this.run(claimScript, this.placesOf(name), [millisecondsOf(seconds), node, about]);
    return fence === null ? null : { name, node, fence: Number(fence), about };
  }

  async renew(claims: readonly Claim[], seconds: number): Promise<readonly boolean[]> {
    const held: boolean[] = [];
    for (let from = 0; from < claims.length; from += mostRenewed)
      held.push(...(await this.renewSome(claims.slice(from, from + mostRenewed), seconds)));
    return held;
  }

  async pass(claim: Claim, node: string, seconds: number): Promise<Claim | null> {
    const { name, about } = claim;
    const values = [millisecondsOf(seconds), String(claim.fence), node, about];
    const fence = await this.run(passScript, this.placesOf(name), values);
    return fence === null ? null : { name, node, fence: Number(fence), about };
  }

  async release({ name, fence }: Claim): Promise<void> {
    await this.run(releaseScript, [this.keyOf(name)], [String(fence)]);
  }

  async holder(name: string): Promise<Claim | null> {
    const kept = await asked('Relay', this.redis, () => this.redis.get(this.keyOf(name)));
    if (kept === null) return null;
    const [fence, node, about] = JSON.parse(kept) as [string, string, string];
    return { name, node, fence: Number(fence), about };
  }

  send(node: string, bytes: Uint8Array): Promise<void> {
    return this.bus.publish(node, bytes);
  }

  listen(node: string, listener: (bytes: Uint8Array) => void): Promise<Undo> {
    return this.bus.subscribe(node, listener);
  }

  private async renewSome(claims: readonly Claim[], seconds: number): Promise<boolean[]> {
    const keys = claims.map(({ name }) => this.keyOf(name));
    const fences = claims.map(({ fence }) => String(fence));
    const held = await this.run(renewScript, keys, [millisecondsOf(seconds), ...fences]);
    return (held as number[]).map((one) => one === 1);
  }

  private run(script: string, keys: readonly string[], values: readonly (string | number)[]) {
    return asked('Relay', this.redis, () => this.redis.eval(script, keys.length, ...keys, ...values));
  }

  private placesOf(name: string): string[] {
    return [`{${this.prefix}:relay}:fence`, this.keyOf(name)];
  }

  /** All in one slot of a Redis Cluster, since a script may touch no other. */
  private keyOf(name: string): string {
    return `{${this.prefix}:relay}:claim:${name}`;
  }
}
