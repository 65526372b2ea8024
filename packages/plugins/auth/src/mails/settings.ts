import { z } from 'zod';

const count = (fallback: number) => z.number().int().positive().default(fallback);

/** Settings of registration and of the mails around an account. */
export const mailSettings = {
  registration: z
    .enum(['open', 'verify_first', 'closed'])
    .default('open')
    .describe(
      'How accounts are made: at once, only by way of a mail (which tells no stranger what is taken), or not at all.',
    ),
  mailsPerAccount: count(5).describe('Mails with a code to one address within newcomerWindow.'),
  mailsPerAddress: count(30).describe('Mails with a code that one network address may ask for in it.'),
  noticesPerDay: count(5).describe('Notices of new devices that one player gets a day.'),
};
