import { type Adapter } from '@aethex/core';
import { beside } from './beside.js';

type Choice = readonly [variable: string, bring: (value: string) => Promise<readonly Adapter[]>];

/** How mails leave: `SMTP_URL`. */
export const peopleChoices: readonly Choice[] = [
  [
    'SMTP_URL',
    async (url) => {
      const { smtp } = await import('@aethex/mail');
      return [
        smtp({
          url,
          from: beside('SMTP_URL', 'SMTP_FROM', 'an address of yours, "Game <game@example.org>"'),
        }),
      ];
    },
  ],
];
