import { defineConfig } from '@aethex/core';
import { defaultPlugins } from '@aethex/server';
import { arenaPlugin } from './dist/arena.plugin.js';

export const config = defineConfig({
  plugins: [...defaultPlugins(), arenaPlugin()],
  // Two are enough, and whoever comes first plays first.
  multiplayer: { queues: [{ name: 'arena', max_players: 2 }] },
});
