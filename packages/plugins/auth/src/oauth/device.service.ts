import {
  addressKey,
  Clock,
  coarseNetwork,
  Db,
  Games,
  Ids,
  Limiter,
  PublicUrl,
  type Caller,
  type Serves,
} from '@aethex/core';
import { auth, oauth, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { GameKeys } from '../accounts/game-keys.js';
import { Bans, suspendedForGood } from '../players/bans.js';
import { DeviceBook } from '../sessions/device-book.js';
import { SignIn, type Entrance, type Opened } from '../sessions/sign-in.js';
import { hashOf, isToken, newToken } from '../tokens/opaque-token.js';
import { DeviceFlow } from './device-flow.entity.js';
import { newUserCode, readUserCode } from './rules/user-code.js';

type Served = Pick<Serves<typeof oauth>, 'deviceStart' | 'deviceToken' | 'deviceLookup' | 'deviceDecide'>;

const lifeMs = 600_000;
/** Seconds between two questions of a device, and by how much it has to slow down each time (RFC 8628, 3.5). */
const pauseSeconds = 5;
/** Codes that may be tried from one address, and by one player, in a minute. */
const guesses = 5;

/** Signing in on a device without a keyboard: it shows a code, and the player approves it elsewhere (RFC 8628). */
@Injectable()
export class DeviceService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly gameKeys: GameKeys,
    private readonly games: Games,
    private readonly limiter: Limiter,
    private readonly publicUrl: PublicUrl,
    private readonly bans: Bans,
    private readonly devices: DeviceBook,
    private readonly signIn: SignIn,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async deviceStart({ device }: In<typeof oauth, 'deviceStart'>, caller: Caller) {
    this.gameKeys.demand(caller);
    const deviceCode = newToken('aod');
    const userCode = await this.add(deviceCode, device ?? null, caller);
    const page = `${this.publicUrl.base}/account/device`;
    const where = caller.gameId === 'default' ? page : `${page}?game=${encodeURIComponent(caller.gameId)}`;
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: where,
      verification_uri_complete: `${where}#code=${userCode}`,
      expires_in: lifeMs / 1000,
      interval: pauseSeconds,
    };
  }

  async deviceToken({ device_code, device_token }: In<typeof oauth, 'deviceToken'>, caller: Caller) {
    const flow = isToken('aod', device_code)
      ? await this.db.pick(DeviceFlow, { deviceHash: hashOf(device_code) })
      : null;
    if (!flow || flow.gameId !== caller.gameId || flow.status === 'done' || !this.isLive(flow))
      throw oauth.error('deviceToken', 'expired_token');
    await this.mayAsk(flow);
    if (flow.status === 'denied') throw oauth.error('deviceToken', 'access_denied');
    if (flow.status === 'pending') throw oauth.error('deviceToken', 'authorization_pending');
    return this.signIn.answer(await this.open(flow, device_token, caller), 'device');
  }

  async deviceLookup({ user_code }: In<typeof oauth, 'deviceLookup'>, caller: Caller) {
    await this.countGuess(caller);
    const flow = await this.pending(user_code, caller);
    const changed = flow && (await this.change(flow, { playerId: caller.id }));
    if (!flow || !changed) throw oauth.error('deviceLookup', 'user_code_invalid');
    const game = await this.games.find(flow.gameId);
    const { device, network, createdAt } = flow;
    return { game: game?.name ?? flow.gameId, device, network, begun_at: createdAt.toISOString() };
  }

  /** Whoever has not looked the code up learns nothing here, so that it need not be counted as a guess. */
  async deviceDecide({ user_code, approve }: In<typeof oauth, 'deviceDecide'>, caller: Caller) {
    const flow = await this.pending(user_code, caller);
    const isTheirs = flow?.playerId === caller.id;
    const changed =
      isTheirs && (await this.change(flow, { status: approve ? 'approved' : 'denied' }, caller.id));
    if (!changed) throw oauth.error('deviceDecide', 'user_code_invalid');
    return null;
  }

  private async add(deviceCode: string, device: DeviceFlow['device'], caller: Caller): Promise<string> {
    const userCode = newUserCode();
    const createdAt = this.clock.now();
    const flow: DeviceFlow = {
      id: this.ids.next(),
      gameId: caller.gameId,
      deviceHash: hashOf(deviceCode),
      userHash: hashOf(readUserCode(userCode) ?? ''),
      status: 'pending',
      playerId: null,
      device,
      network: coarseNetwork(caller.address),
      pause: pauseSeconds,
      askedAt: null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + lifeMs),
    };
    const isNew = await this.db.write((em) => em.add(DeviceFlow, flow));
    return isNew ? userCode : this.add(deviceCode, device, caller);
  }

  /** Fails with `oauth.slow_down` when the device asks sooner than it may, and makes it wait longer from then on. */
  private async mayAsk(flow: DeviceFlow): Promise<void> {
    const { id, askedAt, pause } = flow;
    const now = this.clock.now();
    const isSoon = askedAt !== null && now.getTime() - askedAt.getTime() < pause * 1000;
    const interval = isSoon ? pause + pauseSeconds : pause;
    await this.db.write((em) => em.change(DeviceFlow, { id }, { askedAt: now, pause: interval }));
    if (isSoon) throw oauth.error('deviceToken', 'slow_down', { interval });
  }

  /** Whoever approved has shown their second factor where they are signed in. */
  private async open(flow: DeviceFlow, deviceToken: string | undefined, caller: Caller): Promise<Opened> {
    const account = await this.accounts.byId(flow.playerId ?? '');
    if (!account) throw oauth.error('deviceToken', 'expired_token');
    if (!account.isActive) throw auth.error('login', 'suspended', suspendedForGood);
    await this.bans.refuse(account, flow.gameId);
    const known = await this.devices.find(account, deviceToken);
    const entrance: Entrance = { way: 'device', caller, device: flow.device ?? undefined, known };
    return this.db.write(async (em) => {
      const taken = await em.change(DeviceFlow, { id: flow.id, status: 'approved' }, { status: 'done' });
      const opened = taken > 0 ? await this.signIn.open(em, account, entrance) : null;
      if (!opened) throw oauth.error('deviceToken', 'expired_token');
      return opened;
    });
  }

  private async countGuess({ id, address }: Caller): Promise<void> {
    const keys = [`player:${id}`, ...(address === '' ? [] : [addressKey(address)])];
    for (const key of keys) {
      const wait = await this.limiter.count(`auth.userCodes:${key}`, guesses, 60);
      if (wait > 0)
        throw oauth.error('deviceLookup', 'rate_limited', { retry_after: wait }, { retryAfter: wait });
    }
  }

  /** The device that waits with a code, for a player of its pool of accounts. */
  private async pending(typed: string, { gameId }: Caller): Promise<DeviceFlow | null> {
    const code = readUserCode(typed);
    const flow = code === null ? null : await this.db.pick(DeviceFlow, { userHash: hashOf(code) });
    const isOurs = flow !== null && this.accounts.poolOf(flow.gameId) === this.accounts.poolOf(gameId);
    return isOurs && flow.status === 'pending' && this.isLive(flow) ? flow : null;
  }

  private async change({ id }: DeviceFlow, to: Partial<DeviceFlow>, by?: string): Promise<boolean> {
    const from = { id, status: 'pending' as const, ...(by !== undefined && { playerId: by }) };
    return (await this.db.write((em) => em.change(DeviceFlow, from, to))) > 0;
  }

  private isLive({ expiresAt }: DeviceFlow): boolean {
    return expiresAt > this.clock.now();
  }
}
