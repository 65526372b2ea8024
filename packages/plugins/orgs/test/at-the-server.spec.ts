import { expect, it } from '@jest/globals';
import { games } from '@aethex/protocol';
import { FirstAdmin, LocalDesk } from '../src/index.js';
import { codeOf, Studio } from './fixtures.js';

it('what somebody does at the server with a command counts in the server that runs beside it', async () => {
  const studio = await Studio.start({}, { realClock: true });
  const command = await Studio.start({}, { realClock: true, dir: studio.server.dir });
  try {
    const desk = command.server.get(LocalDesk);
    const about = { game: 'default', environment: 'live', sort: 'secret', label: 'x', scopes: [] } as const;
    const made = await desk.createKey({ ...about, expiresIn: null });
    const opens = () =>
      codeOf(
        studio.server
          .bearer(made?.key ?? '')
          .rest(games)
          .serviceToken({ seconds: 60 }),
      );
    expect(await opens()).toBe('ok');
    await desk.revokeKey(made?.key_id ?? '');
    for (let tries = 0; tries < 200 && (await opens()) !== 'auth.token_invalid'; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await opens()).toBe('auth.token_invalid');
    expect(await studio.server.get(FirstAdmin).isMissing()).toBe(true);
  } finally {
    await command.server.stop();
    await studio.server.stop();
  }
});
