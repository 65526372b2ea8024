import type { IceServer, IceServers } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { assert, contract, type Promised } from './suite.js';

/** ICE servers and a way to ask one of them. */
export interface IceServersTrial {
  readonly adapter: Awaited<ReturnType<Open<IceServers>>>;
  /** Whether the server lets one in who has what was given out, so many `seconds` from now. */
  readonly letsIn: (server: IceServer, seconds: number) => boolean | Promise<boolean>;
}

/** ICE servers on stage. */
export interface IceStage {
  readonly one: IceServers;
  readonly letsIn: IceServersTrial['letsIn'];
  close(): Promise<void>;
}

const url = /^(?:stuns?:[^?\s]+|turns?:[^?\s]+(?:\?transport=(?:udp|tcp))?)$/;
const relays = (server: IceServer): boolean => server.urls.every((one) => /^turns?:/.test(one));
const asksForCredentials = (server: IceServer): boolean => server.credential !== undefined;
const open = { seconds: 120, relayOnly: false };
const hidden = { seconds: 120, relayOnly: true };

/** What every `IceServers` promises. */
export const iceServersPromises: readonly Promised<IceStage>[] = [
  {
    promise: 'gives servers as RTCPeerConnection takes them, and they let the player in',
    check: async ({ one, letsIn }) => {
      const servers = [...(await one.for('ann', open)), ...(await one.for('ann', hidden))];
      for (const server of servers) {
        assert.ok(server.urls.length > 0);
        for (const each of server.urls) assert.match(each, url);
        assert.equal(server.username === undefined, server.credential === undefined);
        if (asksForCredentials(server)) assert.ok(await letsIn(server, 0));
      }
    },
  },
  {
    promise: 'gives each player credentials of their own',
    check: async ({ one }) => {
      const [ann, bob] = [await one.for('ann', open), await one.for('bob', open)];
      const known = new Set(ann.filter(asksForCredentials).map(({ username }) => username));
      assert.ok(!bob.some(({ username }) => username !== undefined && known.has(username)));
    },
  },
  {
    promise: 'hides from the servers who the player is',
    check: async ({ one }) => {
      const player = '0192f0c1-7a5e-7000-8000-00000000a44e';
      for (const server of await one.for(player, open)) assert.ok(!JSON.stringify(server).includes(player));
    },
  },
  {
    promise: 'lets credentials expire within the seconds',
    check: async ({ one, letsIn }) => {
      const servers = (await one.for('ann', { ...open, seconds: 60 })).filter(asksForCredentials);
      for (const server of servers) {
        assert.ok(await letsIn(server, 30));
        assert.ok(!(await letsIn(server, 61)));
      }
    },
  },
  {
    promise: 'gives with relayOnly none but servers that hide the address, or nothing',
    check: async ({ one }) => {
      const servers = await one.for('ann', hidden);
      assert.ok(servers.every(relays));
      const all = await one.for('ann', open);
      if (all.some(({ urls }) => urls.some((each) => /^turns?:/.test(each)))) assert.ok(servers.length > 0);
    },
  },
];

/** Tests every promise of `IceServers`. `open` gives an adapter and a way to try what it gives out. */
export function iceServersContract(trial: () => IceServersTrial | Promise<IceServersTrial>): void {
  contract(iceServersPromises, async () => iceStage(await trial()));
}

/** Puts ICE servers on stage. */
export async function iceStage({ adapter, letsIn }: IceServersTrial): Promise<IceStage> {
  const stage = await Stage.raise(adapter);
  return { one: stage.one, letsIn, close: () => stage.close() };
}
