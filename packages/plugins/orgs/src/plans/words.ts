import { mailTemplate } from '@aethex/core';

/** The mails by which owners hear how far a meter is. */
export const quotaMails = {
  near: mailTemplate('orgs.quotaNear', {
    en: {
      subject: '{{org}} has used {{percent}} % of {{meter}}',
      lines: [
        'In {{month}} your games have used {{used}} of {{limit}} of {{meter}}. Nothing has changed yet.',
      ],
      notes: ['A larger plan makes room. What is saved stays, whatever happens.'],
    },
    de: {
      subject: '{{org}} hat {{percent}} % von {{meter}} verbraucht',
      lines: [
        'Im Monat {{month}} haben deine Spiele {{used}} von {{limit}} von {{meter}} verbraucht. Noch ändert sich nichts.',
      ],
      notes: ['Ein größerer Tarif schafft Platz. Was gespeichert ist, bleibt in jedem Fall.'],
    },
  }),
  over: mailTemplate('orgs.quotaOver', {
    en: {
      subject: '{{org}} has reached the limit of {{meter}}',
      lines: [
        'In {{month}} your games have used {{used}} of {{limit}} of {{meter}}.',
        'You have a grace of a fifth; then the limit takes hold.',
      ],
      notes: ['Saves can be read, exported and deleted whatever happens.'],
    },
    de: {
      subject: '{{org}} hat die Grenze von {{meter}} erreicht',
      lines: [
        'Im Monat {{month}} haben deine Spiele {{used}} von {{limit}} von {{meter}} verbraucht.',
        'Du hast ein Fünftel Spielraum; danach greift die Grenze.',
      ],
      notes: ['Spielstände lassen sich in jedem Fall lesen, exportieren und löschen.'],
    },
  }),
  exceeded: mailTemplate('orgs.quotaExceeded', {
    en: {
      subject: '{{org}} is beyond the limit of {{meter}}',
      lines: [
        'In {{month}} your games have used {{used}} of {{meter}}; the limit is {{limit}}.',
        'What the limit is for is now held back. Whoever plays already goes on playing.',
      ],
      notes: ['Saves can be read, exported and deleted whatever happens.'],
    },
    de: {
      subject: '{{org}} ist über der Grenze von {{meter}}',
      lines: [
        'Im Monat {{month}} haben deine Spiele {{used}} von {{meter}} verbraucht; die Grenze ist {{limit}}.',
        'Was die Grenze betrifft, wird jetzt zurückgehalten. Wer schon spielt, spielt weiter.',
      ],
      notes: ['Spielstände lassen sich in jedem Fall lesen, exportieren und löschen.'],
    },
  }),
} as const;
