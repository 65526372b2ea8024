import type { IncomingMessage } from 'node:http';
import { json, StandIn } from './stand-in.js';

/** Stands in for Steam's Web API (https://partner.steamgames.com/doc/webapi/ISteamUserAuth). */
export class StandInSteam extends StandIn {
  readonly appId = '480';
  readonly webApiKey = 'a-key-of-the-publisher';
  /** Tickets that are good, and whose they are. */
  readonly tickets = new Map<
    string,
    { steamId: string; ownerId?: string; banned?: boolean; identity?: string }
  >();

  /** For `steam({ …, endpoint })`. */
  get endpoint(): string {
    return `${this.url}/ISteamUserAuth/AuthenticateUserTicket/v1/`;
  }

  protected more(): object {
    return {};
  }

  protected other(path: string, { query, request }: { query: URLSearchParams; request: IncomingMessage }) {
    if (path !== '/ISteamUserAuth/AuthenticateUserTicket/v1/') return null;
    if (request.headers['x-webapi-key'] !== this.webApiKey)
      return { status: 403, type: 'text/html', body: 'Forbidden' };
    const ticket = this.tickets.get(query.get('ticket') ?? '');
    const isForUs = query.get('appid') === this.appId && (ticket?.identity ?? null) === query.get('identity');
    if (!ticket || !isForUs)
      return json({ response: { error: { errorcode: 101, errordesc: 'Invalid ticket' } } });
    const { steamId, ownerId = steamId, banned = false } = ticket;
    const params = {
      result: 'OK',
      steamid: steamId,
      ownersteamid: ownerId,
      vacbanned: banned,
      publisherbanned: false,
    };
    return json({ response: { params } });
  }
}

/** A server that stands in for Steam, started. */
export const standInSteam = (): Promise<StandInSteam> => new StandInSteam().start();
