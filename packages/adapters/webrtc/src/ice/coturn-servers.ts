import { IceServers, type Clock, type IceServer } from '@aethex/core';
import { isTurn, type CoturnSettings } from './options.js';
import { pseudonym, turnCredentials } from './rules/turn-credentials.js';

/** A coturn whose credentials are made here and checked there, with nothing but a secret in common. */
export class CoturnServers extends IceServers {
  constructor(
    private readonly settings: CoturnSettings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async for(
    player: string,
    { seconds, relayOnly }: { seconds: number; relayOnly: boolean },
  ): Promise<readonly IceServer[]> {
    const { urls, secret, ttl } = this.settings;
    const expiresAt = new Date(this.clock.now().getTime() + Math.min(seconds, ttl) * 1000);
    const relay = {
      urls: urls.filter(isTurn),
      ...turnCredentials(secret, pseudonym(secret, player), expiresAt),
    };
    const stun = urls.filter((url) => !isTurn(url));
    return relayOnly || stun.length === 0 ? [relay] : [{ urls: stun }, relay];
  }
}
