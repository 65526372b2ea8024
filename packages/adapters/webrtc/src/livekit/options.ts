import { z } from 'zod';

export const LivekitOptions = z.strictObject({
  /** Where clients and this server reach LiveKit: `wss://voice.example.org`. */
  url: z.string().regex(/^wss?:\/\/[^/\s@]+(?:\/\S*)?$/, 'must look like wss://voice.example.org'),
  apiKey: z.string().min(1),
  apiSecret: z.string().min(16, 'must have at least 16 characters'),
});

export type LivekitOptions = z.input<typeof LivekitOptions>;
export type LivekitSettings = z.output<typeof LivekitOptions>;
