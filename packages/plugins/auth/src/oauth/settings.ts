import { z } from 'zod';

/** Settings of sign-in by providers. */
export const oauthSettings = {
  oauthReturnUrls: z
    .array(z.string().min(1).max(2000))
    .default([])
    .describe(
      'Addresses a sign-in may lead back to, letter by letter: pages such as https://game.example/signed-in, and schemes of games such as com.studio.game:/signed-in.',
    ),
};
