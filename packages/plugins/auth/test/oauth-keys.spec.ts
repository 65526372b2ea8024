import { KeyRing, PluginHost, type KeyWearer } from '@aethex/core';
import type { TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rows, verdictOf } from './fixtures.js';
import { oauthSteps, somebody, startOauth, type Providers } from './oauth-steps.js';

describe('what sign-ins by providers keep closed', () => {
  let server: TestServer;
  let providers: Providers;
  let wearer: KeyWearer;
  const steps = oauthSteps(
    () => server,
    () => providers,
  );
  beforeAll(async () => {
    ({ server, providers } = await startOauth());
    const found = server
      .get(PluginHost)
      .keyWearers()
      .find(({ plugin }) => plugin === 'auth');
    wearer = found!.wearer;
  });
  afterAll(() => server.stop());

  it('is closed anew with a new key while a sign-in is under way, and the old key can go', async () => {
    const person = somebody();
    await steps.signIn('trusted', person);
    const begun = await steps.begin('trusted');
    const back = await steps.visit('trusted', begun);
    const ring = server.get(KeyRing);
    const [old] = [...(await wearer.worn()).keys()];
    expect((await wearer.worn()).get(old!)).toBeGreaterThanOrEqual(2);
    await ring.rotate('sealing');
    while ((await wearer.worn()).has(old!)) expect(await wearer.rewrap(old!, 1)).toBe(1);
    expect(await wearer.rewrap(old!, 10)).toBe(0);
    await ring.retire(old!);
    const code = (await steps.back(begun, back)).get('code') ?? '';
    const exchanged = steps.exchange('trusted', code, begun.verifier);
    expect(await verdictOf(exchanged)).toBe('200');
  });

  it('shows nobody who reads the tables what a provider gave', async () => {
    const person = somebody();
    await steps.signIn('trusted', person);
    const kept = (await rows(server, 'SELECT * FROM auth_external_identities'))
      .flatMap((row) => Object.values(row))
      .map((value) =>
        ArrayBuffer.isView(value) ? Buffer.from(value.buffer).toString('latin1') : String(value),
      )
      .join(' ');
    expect(kept).toContain(`${person.id}@x.example`);
    expect(kept).not.toContain(`secret-access-${person.id}`);
  });
});
