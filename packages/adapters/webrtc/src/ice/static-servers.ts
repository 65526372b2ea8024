import { IceServers, type IceServer } from '@aethex/core';
import { isTurn } from './options.js';

/** Servers that ask nobody who they are. */
export class StaticServers extends IceServers {
  constructor(private readonly servers: readonly IceServer[]) {
    super();
  }

  async for(_player: string, { relayOnly }: { relayOnly: boolean }): Promise<readonly IceServer[]> {
    if (!relayOnly) return this.servers.map(({ urls }) => ({ urls: [...urls] }));
    return this.servers
      .map(({ urls }) => ({ urls: urls.filter(isTurn) }))
      .filter(({ urls }) => urls.length > 0);
  }
}
