import { standInSteam } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { steam } from '../src/index.js';
import { made } from './kit.js';

const ticket = '14000000ab12cd34';
const steamId = '76561198000000001';

describe('Steam', () => {
  let standIn: Awaited<ReturnType<typeof standInSteam>>;
  beforeAll(async () => {
    standIn = await standInSteam();
  });
  afterEach(() => {
    standIn.wrong = null;
    standIn.tickets.clear();
  });
  afterAll(() => standIn.stop());

  const provider = (more: object = {}) => {
    const { appId, webApiKey, endpoint } = standIn;
    return made(steam({ appId, webApiKey, endpoint, ...more }));
  };

  it('says whose a ticket is', async () => {
    standIn.tickets.set(ticket, { steamId });
    const who = await (await provider()).verify(ticket, {});
    expect(who).toMatchObject({ issuer: 'https://steamcommunity.com', subject: steamId, email: null });
    expect((await provider()).about()).toMatchObject({ ways: ['token'], trustsEmail: false });
  });

  it('knows no ticket that is made up, no ticket at all, or one for another service', async () => {
    standIn.tickets.set(ticket, { steamId, identity: 'another' });
    const asked = await provider({ identity: 'ours' });
    expect([await asked.verify(ticket, {}), await asked.verify('00'.repeat(8), {})]).toEqual([null, null]);
    standIn.asked.length = 0;
    expect(await asked.verify('no hexadecimal &key=x', {})).toBeNull();
    expect(standIn.asked).toEqual([]);
  });

  it('keeps out who is banned or plays what somebody else has bought, where that is wished', async () => {
    standIn.tickets.set(ticket, { steamId, ownerId: '76561198000000002', banned: true });
    expect(await (await provider()).verify(ticket, {})).toMatchObject({ subject: steamId });
    expect(await (await provider({ allowBanned: false })).verify(ticket, {})).toBeNull();
    expect(await (await provider({ allowBorrowed: false })).verify(ticket, {})).toBeNull();
  });

  it('does not blame the player for a wrong key, or for being away', async () => {
    const wrongKey = await provider({ webApiKey: 'not-the-key' });
    await expect(wrongKey.verify(ticket, {})).rejects.toMatchObject({ code: 'oauth.provider_error' });
    standIn.wrong = 'status_500';
    await expect((await provider()).verify(ticket, {})).rejects.toMatchObject({
      code: 'oauth.provider_unavailable',
    });
    standIn.wrong = 'garbage';
    await expect((await provider()).verify(ticket, {})).rejects.toMatchObject({
      code: 'oauth.provider_error',
    });
  });
});
