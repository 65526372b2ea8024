// The server that kill.spec.ts kills: a process of its own, from what the build has made.
import { startAethex } from '@aethex/testing';
import { savesPlugin } from '@aethex/plugin-saves';

const server = await startAethex({
  plugins: [savesPlugin({ inlineBytes: '1kb', history: 10_000, quota: '1gb' })],
  dir: process.argv[2],
});
process.send(server.url);
