import { altcha } from '@aethex/captcha';
import type { TestServer } from '@aethex/testing';
import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clientOf, closeClients, guestOf, password } from './fixtures.js';
import { loopback } from '../src/node/index.js';
import { browse, startWithGoogle } from './ways-in.js';

let server: TestServer;
let provider: Awaited<ReturnType<typeof startWithGoogle>>['provider'];
let people = 0;
beforeAll(async () => {
  ({ server, provider } = await startWithGoogle({ adapters: [altcha({ mostHashes: 2000 })] }));
});
beforeEach(() => {
  people += 1;
  const id = String(7000 + people);
  provider.consents = true;
  provider.person = { id, email: `p${id}@example.org`, verified: true, name: `P ${id}` };
});
afterEach(closeClients);
afterAll(async () => {
  await server.stop();
  await provider.stop();
});

describe('a desktop game', () => {
  it('signs in by the browser of the system, which comes back to a port of this machine', async () => {
    const client = clientOf(server.url);
    const listener = await loopback();
    let seen = '';
    const open = async (url: string) => void (seen = (await browse(url)).text);
    const result = await client.auth.signInWith('google', { flow: 'loopback', listener, open });
    listener.close();
    expect(result).toMatchObject({ success: true, data: { created: true } });
    expect(client.auth.player).toMatchObject({ email: provider.person.email, is_guest: false });
    expect(seen).toContain('You are signed in');
  });

  it('hears that the player said no', async () => {
    provider.consents = false;
    const client = clientOf(server.url);
    const listener = await loopback();
    const result = await client.auth.signInWith('google', { flow: 'loopback', listener, open: browse });
    listener.close();
    expect(result.error?.code).toBe('oauth.denied');
    expect(client.auth.player).toBeNull();
  });

  it('takes no return that was made up', async () => {
    const client = clientOf(server.url);
    const listener = await loopback();
    const open = (): Promise<Response> => fetch(`${listener.url}?code=aoc_stolen&state=guessed`);
    const result = await client.auth.signInWith('google', { flow: 'loopback', listener, open });
    listener.close();
    expect(result.error?.code).toBe('client.flow_foreign');
  });

  it('may stop waiting', async () => {
    const client = clientOf(server.url);
    const stop = new AbortController();
    const open = () => stop.abort();
    const result = await client.auth.signInWith('google', { flow: 'poll', open, signal: stop.signal });
    expect(result.error?.code).toBe('client.aborted');
  });
});

describe('a phone or a console', () => {
  it('signs in with a token of the platform’s library', async () => {
    const client = clientOf(server.url);
    const token = await provider.idToken('n-1');
    expect(await client.auth.signInWithToken('google', token, { nonce: 'n-1' })).toMatchObject({
      success: true,
      data: { created: true },
    });
    const other = await clientOf(server.url).auth.signInWithToken('google', token, { nonce: 'n-2' });
    expect(other.error?.code).toBe('oauth.token_invalid');
  });

  it('lists who may vouch', async () => {
    const offered = await clientOf(server.url).auth.providers();
    expect(offered.data).toEqual([{ name: 'google', title: 'Google', ways: ['redirect', 'token'] }]);
  });
});

describe('a device without a keyboard', () => {
  it('shows a code, and signs in when the player has let it', async () => {
    const phone = await guestOf(server.url);
    const device = clientOf(server.url, { deviceName: 'Living room' });
    const result = await device.auth.deviceCode({
      onCode: async ({ userCode, url }) => {
        expect(url).toBe(`${server.url}/account/device`);
        const oauth = phone.use('oauth') as unknown as Record<string, (input: object) => Promise<unknown>>;
        expect(await oauth['deviceLookup']!({ user_code: userCode })).toMatchObject({
          data: { device: { name: 'Living room' } },
        });
        await oauth['deviceDecide']!({ user_code: userCode, approve: true });
      },
    });
    expect(result.success).toBe(true);
    expect(device.auth.player?.user_id).toBe(phone.auth.player?.user_id);
  });
});

describe('a guest', () => {
  const token = () => provider.idToken();

  it('becomes a full account by linking, and keeps what there is', async () => {
    const client = await guestOf(server.url);
    const id = client.auth.player?.user_id;
    await client.saves.save('slot1', { level: 3 });
    expect(await client.auth.linkToken('google', await token())).toMatchObject({
      success: true,
      data: { provider: 'google' },
    });
    const again = clientOf(server.url);
    await again.auth.signInWithToken('google', await token());
    expect(again.auth.player).toMatchObject({ user_id: id, is_guest: false });
    expect(await again.saves.load('slot1')).toMatchObject({ data: { level: 3 } });
    const linked = await again.auth.identities();
    expect(linked.data?.length).toBe(1);
    expect((await again.auth.unlink(linked.data![0]!.identity_id)).error?.code).toBe('oauth.last_method');
  });

  it('who turns out to have an account gives it everything', async () => {
    const before = clientOf(server.url);
    await before.auth.signInWithToken('google', await token());
    await before.saves.save('slot1', { level: 9 });
    const guest = await guestOf(server.url);
    await guest.saves.save('slot1', { level: 2 });
    const linked = await guest.auth.linkToken('google', await token());
    expect(linked.error?.code).toBe('oauth.already_linked');
    const signIn = async () => guest.auth.signInWithToken('google', await token());
    const merged = await guest.auth.mergeGuest(signIn);
    expect(merged.success).toBe(true);
    expect(guest.auth.player?.user_id).toBe(before.auth.player?.user_id);
    await server.flushJobs();
    const saves = await guest.saves.list();
    expect([...saves].map(({ name }) => name).toSorted()).toEqual(['slot1', 'slot1-2']);
  });

  it('stays a guest when the other sign-in fails', async () => {
    const guest = await guestOf(server.url);
    const id = guest.auth.player?.user_id;
    const failed = await guest.auth.mergeGuest(() => guest.auth.login({ username: 'nobody', password }));
    expect(failed.error?.code).toBe('auth.invalid_credentials');
    expect(guest.auth.player?.user_id).toBe(id);
  });
});

describe('whoever is asked to prove something', () => {
  it('registers with a captcha that the client solves', async () => {
    const client = clientOf(server.url);
    const without = await client.auth.register({ username: `cap${people}`, password });
    expect(without.error?.code).toBe('auth.captcha_required');
    const solved = await client.auth.solveCaptcha('register');
    const input = { username: `cap${people}`, password, captcha: solved.data! };
    expect((await client.auth.register(input)).success).toBe(true);
    expect((await client.auth.solveCaptcha('login')).data).toBeNull();
  });

  it('signs in with a second factor', async () => {
    const client = await guestOf(server.url);
    await client.auth.linkToken('google', await provider.idToken());
    const setup = await client.auth.mfaSetup();
    const codeIn = (seconds: number): string =>
      generateSync({ secret: setup.data!.secret, epoch: Math.floor(Date.now() / 1000) + seconds });
    expect((await client.auth.mfaConfirm({ code: codeIn(-30) })).success).toBe(true);
    const other = clientOf(server.url);
    const asked = await other.auth.signInWithToken('google', await provider.idToken());
    expect(asked.error?.code).toBe('auth.mfa_required');
    const { mfa_token } = asked.error!.data as { mfa_token: string };
    const wrong = await other.auth.mfaVerify({ mfa_token, code: '000000' });
    expect(wrong.error?.code).toBe('auth.mfa_invalid');
    expect(await other.auth.mfaVerify({ mfa_token, code: codeIn(30) })).toMatchObject({ success: true });
    expect(other.auth.player?.user_id).toBe(client.auth.player?.user_id);
  });
});
