import {
  adapter,
  Catalogue,
  ConfigError,
  IdentityProvider,
  makePlan,
  PublicUrl,
  Quotas,
  type ExternalIdentity,
} from '@aethex/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startAethex, type TestServer } from '../src/index.js';
import { acts, vault, vaultPlugin } from './fixtures/vault.js';

class NoProvider extends IdentityProvider {
  about = () => ({ title: 'Nobody', ways: [], trustsEmail: false });
  begin = async () => ({ url: 'https://nobody.example', kept: '' });
  finish = async (): Promise<ExternalIdentity> => Promise.reject(new Error('nobody'));
  verify = async () => null;
}
const provider = (name: string) =>
  adapter<IdentityProvider>({
    port: IdentityProvider,
    name,
    reach: 'process',
    create: () => new NoProvider(),
  });

describe('places in core that a plugin fills', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [vaultPlugin()], adapters: [provider('b'), provider('a')] });
  });
  beforeEach(() => void acts.splice(0));
  afterAll(() => server.stop());

  const header = (headers: Record<string, string>) => fetch(`${server.url}/api/v1/vault/who`, { headers });

  it.each(['direct', 'rest', 'rpc'] as const)(
    'put a stranger into the game of a key over %s',
    async (wire) => {
      expect(await server.anyone('agk_moon')[wire](vault).who()).toEqual({
        who: 'anyone',
        id: '',
        game_id: 'moon:dev',
        key_id: 'key-of-moon',
      });
      expect(await server.anyone()[wire](vault).who()).toMatchObject({ game_id: 'default', key_id: '' });
    },
  );

  it.each(['direct', 'rest', 'rpc'] as const)('refuse a key that is not good over %s', async (wire) => {
    const refused = { code: 'request.game_key_invalid', status: 401 };
    await expect(server.anyone('agk_sun')[wire](vault).who()).rejects.toMatchObject(refused);
  });

  it('refuse a key of another game than the token’s', async () => {
    const authorization = `Bearer ${await server.as('ann').token()}`;
    expect((await header({ authorization, 'x-game-key': 'agk_moon' })).status).toBe(401);
    expect((await header({ authorization })).status).toBe(200);
  });

  it.each(['direct', 'rest', 'rpc', 'socket'] as const)(
    'know a token by its prefix over %s',
    async (wire) => {
      const moon = server.bearer('tsk_vault.burn');
      expect(await moon[wire](vault).who()).toEqual({
        who: 'server',
        id: 'moon-server',
        game_id: 'moon:dev',
        key_id: 'moon-key',
      });
    },
  );

  it('keep other tokens for the authenticator', async () => {
    for (const token of ['tsk', 'xtsk_', 'aaaaaaaaaaaa_b', '_'])
      await expect(server.bearer(token).rest(vault).who()).rejects.toMatchObject({
        code: 'auth.token_invalid',
      });
  });

  it('are told whether a browser shows a token', async () => {
    const answer = await header({ authorization: 'Bearer tsk_x', origin: 'https://game.example' });
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: 'keys.browser' } }]);
  });

  it('write an act down before it is done, and how it ended, with the fields the contract names', async () => {
    const moon = server.bearer('tsk_vault.burn').rest(vault);
    await moon.burn({ what: 'paper', secret: 'where it lies' });
    await expect(moon.burn({ what: 'stone' })).rejects.toMatchObject({ code: 'vault.fireproof' });
    expect(acts).toEqual([
      { method: 'vault.burn', about: { what: 'paper' }, by: 'moon-server', outcome: 'done' },
      { method: 'vault.burn', about: { what: 'stone' }, by: 'moon-server', outcome: 'vault.fireproof' },
    ]);
  });

  it('write nothing down of who was not let in', async () => {
    const call = server.bearer('tsk_vault.look').rest(vault).burn({ what: 'paper' });
    await expect(call).rejects.toMatchObject({ code: 'request.forbidden' });
    await expect(server.anyone().rest(vault).burn({ what: 'paper' })).rejects.toMatchObject({ status: 401 });
    expect(acts).toEqual([]);
  });

  it('take several identity providers, each under its name, in the order of the configuration', async () => {
    expect(await server.anyone().rest(vault).providers()).toEqual(['b', 'a']);
  });

  it('limit nothing where nobody does', async () => {
    const quotas = server.get(Quotas);
    const use = { meter: 'vault.fires', gameId: 'default', amount: 1e12 };
    expect(await quotas.limit('vault.fires', 'default')).toBeNull();
    const hold = await quotas.reserve(use);
    await quotas.release(hold);
    expect(hold).toMatchObject(use);
  });

  it('list every permission and meter', () => {
    const { permissions, meters } = server.get(Catalogue);
    expect(permissions).toMatchObject({ 'vault.burn': 'Burn things.' });
    expect(meters.map(({ name }) => name)).toEqual(['vault.fires']);
  });

  it('build links from where the server listens, and from http.publicUrl where it is set', async () => {
    expect(server.get(PublicUrl).api('/x')).toBe(`${server.url}/api/v1/x`);
    const other = await startAethex({ http: { publicUrl: 'https://api.example.org/' } });
    expect(other.get(PublicUrl).api('/x')).toBe('https://api.example.org/api/v1/x');
    await other.stop();
  });

  it('are filled once, and two providers have two names', () => {
    const twice = { ...vaultPlugin(), spec: { ...vaultPlugin().spec, id: 'other', serves: [], meters: [] } };
    const plan = () =>
      makePlan({ plugins: [vaultPlugin(), twice], adapters: [provider('a'), provider('a')] }, { env: {} });
    expect(plan).toThrow(ConfigError);
    expect(plan).toThrow(/Two plugins bring Games: vault and other/);
    expect(plan).toThrow(/Two plugins bring an AuditTrail: vault and other/);
    expect(plan).toThrow(/Tokens that begin with "tsk_" belong to vault and other/);
    expect(plan).toThrow(/Two adapters for IdentityProvider are named "a"/);
  });
});
