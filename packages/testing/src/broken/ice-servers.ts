import { adapter, IceServers, type IceServer } from '@aethex/core';
import type { IceServersTrial } from '../contracts/ice-servers.js';

type Want = Parameters<IceServers['for']>[1];
type Answer = (player: string, want: Want) => readonly IceServer[];

/** ICE servers that break one promise on purpose. */
export interface BrokenIceServers {
  readonly breaks: string;
  readonly trial: () => IceServersTrial;
}

const numberOf = (player: string): number => [...player].reduce((sum, char) => sum + char.charCodeAt(0), 0);
const relay = (player: string, seconds: number): IceServer => ({
  urls: ['turn:turn.example.org:3478'],
  username: `${seconds}:${numberOf(player)}`,
  credential: 'open',
});
const stun: IceServer = { urls: ['stun:turn.example.org:3478'] };
const sound: Answer = (player, { seconds, relayOnly }) =>
  relayOnly ? [relay(player, seconds)] : [stun, relay(player, seconds)];

/** A TURN server that believes what the username says of its end. */
const letsIn = ({ username = '', credential }: IceServer, seconds: number): boolean =>
  credential === 'open' && Number(username.split(':')[0]) >= seconds;

const brokenIce = (breaks: string, answer: Answer): BrokenIceServers => ({
  breaks,
  trial: () => ({
    adapter: adapter<IceServers>({
      port: IceServers,
      name: 'broken',
      reach: 'cluster',
      create: () => ({ for: async (player, want) => answer(player, want) }),
    }),
    letsIn,
  }),
});

/** Broken promises of `IceServers`. */
export const brokenIceServers: readonly BrokenIceServers[] = [
  brokenIce('gives servers as RTCPeerConnection takes them, and they let the player in', (player, want) =>
    sound(player, want).map((server) => ({ ...server, urls: server.urls.map((url) => `${url}/path?x=1`) })),
  ),
  brokenIce('gives each player credentials of their own', (_player, want) => sound('everybody', want)),
  brokenIce('hides from the servers who the player is', (player, want) =>
    sound(player, want).map((server) =>
      server.username === undefined ? server : { ...server, username: `${want.seconds}:${player}` },
    ),
  ),
  brokenIce('lets credentials expire within the seconds', (player, { relayOnly }) =>
    sound(player, { seconds: 86_400, relayOnly }),
  ),
  brokenIce(
    'gives with relayOnly none but servers that hide the address, or nothing',
    (player, { seconds }) => sound(player, { seconds, relayOnly: false }),
  ),
];
