import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAethex, testPlayerId, wires, type TestServer } from '../src/index.js';
import { guestbook, guestbookPlugin } from './fixtures/guestbook.js';

describe('one method, four wires', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [guestbookPlugin({ maxLength: 20 })] });
  });
  afterAll(() => server.stop());

  it.each(wires)('answers over %s', async (wire) => {
    const { id } = await server
      .as('ann')
      [wire](guestbook)
      .sign({ line: `by ${wire}` });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const lines = await server.as('bob')[wire](guestbook).read({ limit: 100 });
    expect(lines).toContainEqual({ by: testPlayerId('ann'), line: `by ${wire}` });
  });

  it.each(wires)('fails over %s with the same code and data', async (wire) => {
    const call = server.as('ann')[wire](guestbook).sign({ line: 'a line that is too long' });
    await expect(call).rejects.toMatchObject({ code: 'guestbook.too_long', data: { max: 20 } });
  });

  it.each(wires)('refuses a field nobody knows over %s', async (wire) => {
    const input = { line: 'x', admin: true } as { line: string };
    await expect(server.as('ann')[wire](guestbook).sign(input)).rejects.toMatchObject({
      code: 'request.unknown_field',
      data: { field: 'admin' },
    });
  });

  it.each(['direct', 'rest', 'rpc'] as const)(
    'asks whoever has not signed in to do so over %s',
    async (wire) => {
      await expect(server.anyone()[wire](guestbook).sign({ line: 'x' })).rejects.toMatchObject({
        code: 'request.unauthenticated',
      });
    },
  );
});
