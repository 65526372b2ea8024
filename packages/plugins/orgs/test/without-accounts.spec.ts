import { orgs } from '@aethex/protocol';
import { startAethex, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orgsPlugin } from '../src/index.js';

describe('on a server whose accounts are somebody else’s', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [orgsPlugin({ creation: 'anyone' })] });
  });
  afterAll(() => server.stop());

  it('organizations are founded, and a second factor is what those accounts make of it', async () => {
    const ann = server.as('ann').rest(orgs);
    const { org_id } = await ann.create({ name: 'Moonlight' });
    await ann.update({ org_id, require_mfa: true });
    expect(await ann.get({ org_id })).toMatchObject({ name: 'Moonlight', require_mfa: true });
    expect((await ann.members({ org_id })).members).toHaveLength(1);
    await expect(server.as('eve').rest(orgs).get({ org_id })).rejects.toMatchObject({
      code: 'orgs.not_found',
    });
  });
});
