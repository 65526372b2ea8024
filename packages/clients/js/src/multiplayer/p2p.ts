import { refusal } from '../client-errors.js';
import { Channels, type Undo } from '../listeners.js';
import type { ErrorInfo, Result } from '../result.js';
import type { RoomParts } from './room-parts.js';
import type { P2pClient, P2pEvents, Path, PeerLinks } from './rtc/index.js';

/** Messages from player to player in whichever room they are. Who listens takes part in every room from then on. */
export class P2p implements P2pClient {
  private readonly events = new Channels<P2pEvents>();

  constructor(private readonly links: RoomParts<PeerLinks>) {
    links.made.add((made) => {
      made.on('message', (...told) => this.events.tell('message', ...told));
      made.on('path', (...told) => this.events.tell('path', ...told));
    });
  }

  async send(
    playerId: string,
    data: unknown,
    options?: { readonly reliable?: boolean },
  ): Promise<Result<null, ErrorInfo>> {
    const links = await this.links.open();
    return links ? links.send(playerId, data, options) : refusal('client.not_in_room');
  }

  async connect(playerId: string): Promise<Path> {
    const links = await this.links.open();
    return links ? links.connect(playerId) : 'relay';
  }

  path(playerId: string): Path {
    return this.links.current?.path(playerId) ?? 'relay';
  }

  on<Name extends keyof P2pEvents>(event: Name, listener: (...args: P2pEvents[Name]) => void): Undo {
    this.links.always();
    return this.events.on(event, listener);
  }

  close(playerId: string): void {
    this.links.current?.close(playerId);
  }
}
