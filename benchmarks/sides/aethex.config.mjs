import { defineConfig, definePlugin, serve } from '@aethex/core';
import { defineContract } from '@aethex/protocol';
import { defaultPlugins } from '@aethex/server';
import { z } from 'zod';

const nothing = defineContract('nothing', {
  get: {
    summary: 'Answer as soon as can be.',
    who: 'anyone',
    http: 'GET /nothing',
    input: z.object({}),
    output: z.object({ ok: z.boolean() }),
    example: { input: {}, output: { ok: true } },
  },
});

class Nothing {
  async get() {
    return { ok: true };
  }
}

const nothingPlugin = definePlugin({ id: 'nothing', serves: [serve(nothing, Nothing)] });

export const config = defineConfig({
  plugins: [...defaultPlugins(), nothingPlugin()],
  limits: { callsPerMinute: 1e9 },
  auth: {
    triesPerAccount: 1e9,
    triesPerDevice: 1e9,
    triesPerAddress: 1e9,
    triesEverywhere: 1e9,
    registrationsPerAddress: 1e9,
    guestsPerAddress: 1e9,
    refreshesPerAddress: 1e9,
  },
  socket: { perSecond: 1e9, burst: 1e9, perPlayer: 1000, perAddress: 1000, unauthenticatedPerAddress: 1000 },
});
