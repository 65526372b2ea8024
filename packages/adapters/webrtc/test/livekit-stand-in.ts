import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { VoiceTicket } from '@aethex/core';
import type { VoiceGuest, VoiceServer } from '@aethex/testing';
import { TokenVerifier, type ClaimGrants } from 'livekit-server-sdk';

interface Order {
  readonly room: string;
  readonly identity?: string;
  /** Protobuf as JSON leaves out what is false. */
  readonly permission?: { readonly canPublish?: boolean };
}

/** The server API and the front door of LiveKit, as far as tokens and permissions go. It carries no sound. */
export class LivekitStandIn implements VoiceServer {
  private readonly rooms = new Map<string, Map<string, boolean>>();
  private readonly verifier: TokenVerifier;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    key: string,
    secret: string,
  ) {
    this.verifier = new TokenVerifier(key, secret);
  }

  static async open(key: string, secret: string): Promise<LivekitStandIn> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const made = new LivekitStandIn(server, `ws://127.0.0.1:${port}`, key, secret);
    server.on('request', (incoming, outgoing) => void made.answer(incoming, outgoing));
    return made;
  }

  async enter({ token }: VoiceTicket, seconds: number): Promise<string | null> {
    const { video, sub, exp } = (await this.claimsOf(token)) as ClaimGrants & { exp?: number };
    if (!video?.roomJoin || !sub || !video.room || Date.now() / 1000 + seconds > (exp ?? 0)) return null;
    const guests = this.rooms.get(video.room) ?? new Map<string, boolean>();
    this.rooms.set(video.room, guests.set(sub, video.canPublish ?? true));
    return video.room;
  }

  async guests(room: string): Promise<readonly VoiceGuest[]> {
    await turn();
    return [...(this.rooms.get(room) ?? [])].map(([player, speaks]) => ({ player, speaks }));
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async claimsOf(token: string): Promise<ClaimGrants> {
    return this.verifier.verify(token, 0).catch(() => ({}));
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const method = incoming.url?.replace('/twirp/livekit.RoomService/', '') ?? '';
    const order = JSON.parse(Buffer.concat(chunks).toString()) as Order;
    const { video } = await this.claimsOf((incoming.headers.authorization ?? '').replace('Bearer ', ''));
    const mayDelete = method === 'DeleteRoom' && video?.roomCreate;
    const mayAct = mayDelete || (video?.roomAdmin && video.room === order.room);
    const [status, body] = !mayAct
      ? [401, { code: 'unauthenticated', msg: 'no permission' }]
      : this.obey(method, order)
        ? [200, {}]
        : [404, { code: 'not_found', msg: 'there is none' }];
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private obey(method: string, { room, identity = '', permission }: Order): boolean {
    const guests = this.rooms.get(room);
    if (method === 'DeleteRoom') return this.rooms.delete(room);
    if (!guests?.has(identity)) return false;
    if (method === 'RemoveParticipant') return guests.delete(identity);
    guests.set(identity, permission?.canPublish ?? false);
    return method === 'UpdateParticipant';
  }
}
