import { adapter, VoiceRooms, type Adapter } from '@aethex/core';
import { LivekitOptions } from './options.js';

/** Voice rooms on a LiveKit server: `livekit({ url: 'wss://…', apiKey, apiSecret })`. */
export function livekit(options: LivekitOptions): Adapter<VoiceRooms> {
  const settings = LivekitOptions.parse(options);
  return adapter<VoiceRooms>({
    port: VoiceRooms,
    name: 'livekit',
    reach: 'cluster',
    about: { url: settings.url },
    timeoutMs: 5_000,
    create: async () => {
      const { LivekitRooms } = await import('./livekit-rooms.js');
      return new LivekitRooms(settings);
    },
  });
}
