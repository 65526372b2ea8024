import { mailTemplate } from '@aethex/core';

/** The mail by which somebody is invited. */
export const invitationMail = mailTemplate('orgs.invitation', {
  en: {
    subject: 'You are invited to {{org}}',
    lines: [
      'You are invited to work on the games of {{org}}, as {{role}}.',
      'Accept with an account that has this address. The invitation is good until {{until}}.',
    ],
    action: 'See the invitation',
    notes: ['If you do not know who that is, there is nothing to do.'],
  },
  de: {
    subject: 'Du bist zu {{org}} eingeladen',
    lines: [
      'Du bist eingeladen, an den Spielen von {{org}} mitzuarbeiten, als {{role}}.',
      'Nimm mit einem Konto an, das diese Adresse hat. Die Einladung gilt bis {{until}}.',
    ],
    action: 'Einladung ansehen',
    notes: ['Wenn du nicht weißt, wer das ist, ist nichts zu tun.'],
  },
});
