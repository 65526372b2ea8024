import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { houseRules, startAethex, wires, type TestServer } from '@aethex/testing';
import { guestbook, guestbookPlugin } from './index.js';

houseRules(guestbookPlugin());

let server: TestServer;
beforeAll(async () => {
  server = await startAethex({ plugins: [guestbookPlugin({ maxLength: 3 })] });
});
afterAll(() => server.stop());

it.each(wires)('says over %s how long a line may be', async (wire) => {
  await expect(server.as('ann')[wire](guestbook).sign({ line: 'long' })).rejects.toMatchObject({
    code: 'guestbook.too_long',
    data: { max: 3 },
  });
});

it.each(wires)('shows over %s what was signed', async (wire) => {
  await server.as('ann')[wire](guestbook).sign({ line: 'hi' });
  expect(await server.as('bob')[wire](guestbook).read()).toContainEqual(
    expect.objectContaining({ line: 'hi' }),
  );
});
