import { openIdServer, standInClient, standInDiscord, standInSteam } from '@aethex/testing';
import { describe, expect, it } from '@jest/globals';
import { discord, oauth2, oidc, steam } from '../src/index.js';
import { made, redirectUri } from './kit.js';

const verdicts = async (one: ReturnType<typeof discord>): Promise<boolean[]> =>
  ((await one.check?.(await made(one))) ?? []).map(({ ok, fix }) => {
    expect(ok || fix !== undefined).toBe(true);
    return ok;
  });

describe('the doctor', () => {
  it('finds a provider that answers, and misses one that is away', async () => {
    const standIn = await standInDiscord();
    const { endpoints } = standIn;
    const { authorization: authorizationUrl, token: tokenUrl, user: userUrl } = endpoints;
    const others = { name: 'forge', title: 'Forge', authorizationUrl, tokenUrl, userUrl };
    const nobody = () => ({
      issuer: 'https://forge.example',
      subject: '1',
      email: null,
      emailVerified: false,
      name: null,
      avatarUrl: null,
    });
    const both = [
      discord({ ...standInClient, endpoints }),
      oauth2({ ...standInClient, ...others, identity: nobody }),
    ];
    for (const one of both) expect(await verdicts(one)).toEqual([true]);
    await standIn.stop();
    for (const one of both) expect(await verdicts(one)).toEqual([false]);
  });

  it('reads what an OpenID provider says of itself', async () => {
    const server = await openIdServer({ redirectUris: [redirectUri] });
    const { issuer } = server;
    expect(await verdicts(oidc({ name: 'studio', issuer, ...standInClient }))).toEqual([true]);
    expect(await verdicts(oidc({ name: 'studio', issuer: `${issuer}/other`, ...standInClient }))).toEqual([
      false,
    ]);
    await server.stop();
  });

  it('tries the key at Steam', async () => {
    const standIn = await standInSteam();
    const { appId, webApiKey, endpoint } = standIn;
    expect(await verdicts(steam({ appId, webApiKey, endpoint }))).toEqual([true]);
    expect(await verdicts(steam({ appId, webApiKey: 'of a person', endpoint }))).toEqual([false]);
    await standIn.stop();
  });
});
