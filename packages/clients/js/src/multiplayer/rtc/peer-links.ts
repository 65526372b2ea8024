import { Channels, type Undo } from '../../listeners.js';
import { success, type ErrorInfo, type Result } from '../../result.js';
import { IceBook } from './ice-book.js';
import type { P2pClient, P2pEvents, P2pOptions } from './p2p-client.js';
import { PeerLink, type Path } from './peer-link.js';
import { rtcRefusal } from './rtc-errors.js';
import type { SignalChannel } from './signal-channel.js';

/** Links to the players of one room, each made when it is first needed. */
export class PeerLinks implements P2pClient {
  private readonly links = new Map<string, PeerLink>();
  private readonly events = new Channels<P2pEvents>();
  private readonly ice: IceBook;
  private readonly undo: readonly Undo[];

  constructor(
    private readonly channel: SignalChannel,
    private readonly options: P2pOptions = {},
  ) {
    this.ice = new IceBook(channel, options.relayOnly ?? false);
    this.undo = [
      channel.on('p2p_signal', ({ from, signal }) => this.link(from).signalled(signal)),
      channel.on('player_left', ({ player_id }) => this.close(player_id)),
      channel.onRelayed((from, data) => this.link(from).relayed(data)),
    ];
  }

  async send(
    playerId: string,
    data: unknown,
    { reliable = true }: { readonly reliable?: boolean } = {},
  ): Promise<Result<null, ErrorInfo>> {
    const link = this.link(playerId);
    link.begin();
    return link.send(data, reliable) ? success(null) : rtcRefusal('p2p.queue_full');
  }

  connect(playerId: string): Promise<Path> {
    return this.link(playerId).connect();
  }

  path(playerId: string): Path {
    return this.links.get(playerId)?.path ?? 'relay';
  }

  on<Name extends keyof P2pEvents>(event: Name, listener: (...args: P2pEvents[Name]) => void): Undo {
    return this.events.on(event, listener);
  }

  close(playerId: string): void {
    this.links.get(playerId)?.close();
    this.links.delete(playerId);
  }

  dispose(): void {
    for (const undo of this.undo) undo();
    for (const playerId of this.links.keys()) this.close(playerId);
  }

  private link(playerId: string): PeerLink {
    const found = this.links.get(playerId) ?? this.make(playerId);
    this.links.set(playerId, found);
    return found;
  }

  private make(playerId: string): PeerLink {
    const { channel, options } = this;
    const hides = options.relayOnly ? { relay_only: true } : {};
    return new PeerLink(channel.selfId < playerId, {
      config: () => this.ice.config(),
      signal: (signal) => channel.tell({ type: 'p2p_signal', to: playerId, signal: { ...signal }, ...hides }),
      relay: (data) => channel.relay(playerId, data),
      told: (data) => this.events.tell('message', playerId, data),
      path: (path) => this.events.tell('path', playerId, path),
    });
  }
}
