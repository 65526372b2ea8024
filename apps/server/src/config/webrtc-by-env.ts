import { env, type Adapter } from '@aethex/core';
import { beside } from './beside.js';

type Choice = readonly [variable: string, bring: (value: string) => Promise<readonly Adapter[]>];

const listed = (value: string): string[] => value.split(/[\s,]+/).filter((one) => one !== '');

/** ICE servers and voice rooms that the environment names: `TURN_URLS`, `ICE_STUN_URLS`, `LIVEKIT_URL`. */
export const webrtcChoices: readonly Choice[] = [
  [
    'TURN_URLS',
    async (urls) => {
      const { coturn } = await import('@aethex/webrtc');
      const secret = beside('TURN_URLS', 'TURN_SECRET', 'the static-auth-secret of the TURN server');
      return [coturn({ urls: [...listed(urls), ...listed(env('ICE_STUN_URLS', ''))], secret })];
    },
  ],
  [
    'ICE_STUN_URLS',
    async (urls) => {
      const { staticIce } = await import('@aethex/webrtc');
      return [staticIce({ servers: [{ urls: listed(urls) }] })];
    },
  ],
  [
    'LIVEKIT_URL',
    async (url) => {
      const { livekit } = await import('@aethex/webrtc');
      const apiKey = beside('LIVEKIT_URL', 'LIVEKIT_API_KEY', 'a key of the LiveKit server');
      const apiSecret = beside('LIVEKIT_URL', 'LIVEKIT_API_SECRET', 'the secret of LIVEKIT_API_KEY');
      return [livekit({ url, apiKey, apiSecret })];
    },
  ],
];
