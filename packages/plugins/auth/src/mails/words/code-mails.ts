import { mailTemplate, type MailTemplate } from '@aethex/core';
import type { MailPurpose } from '../rules/mail-purposes.js';

// Whoever typed the address may not own it, so these mails say nothing that a stranger could have chosen.

const codeHint = {
  en: 'Or type this code where you are asked for it:',
  de: 'Oder gib diesen Code ein, wo danach gefragt wird:',
};
const notYou = {
  en: 'If you did not ask for this, do nothing: without you nothing happens.',
  de: 'Wenn du das nicht warst, tu nichts: ohne dich passiert nichts.',
};

const register = mailTemplate('auth.register', {
  en: {
    subject: 'Finish your account with {{brand.name}}',
    lines: ['Somebody, hopefully you, wants to make an account with this address.'],
    action: 'Choose a password',
    codeHint: codeHint.en,
    notes: ['This works once and for 24 hours.', notYou.en],
  },
  de: {
    subject: 'Dein Konto bei {{brand.name}}',
    lines: ['Jemand, hoffentlich du, möchte mit dieser Adresse ein Konto anlegen.'],
    action: 'Passwort wählen',
    codeHint: codeHint.de,
    notes: ['Das geht einmal und 24 Stunden lang.', notYou.de],
  },
});

const verify = mailTemplate('auth.verifyEmail', {
  en: {
    subject: 'Confirm your address for {{brand.name}}',
    lines: ['An account was made with this address. Please confirm that the address is yours.'],
    action: 'Confirm the address',
    codeHint: codeHint.en,
    notes: [
      'This works once and for 24 hours.',
      'If you have no such account, do not confirm it: somebody has mistyped their address.',
    ],
  },
  de: {
    subject: 'Bestätige deine Adresse für {{brand.name}}',
    lines: ['Mit dieser Adresse wurde ein Konto angelegt. Bitte bestätige, dass sie dir gehört.'],
    action: 'Adresse bestätigen',
    codeHint: codeHint.de,
    notes: [
      'Das geht einmal und 24 Stunden lang.',
      'Wenn du kein solches Konto hast, bestätige nichts: jemand hat sich vertippt.',
    ],
  },
});

const reset = mailTemplate('auth.resetPassword', {
  en: {
    subject: 'Choose a new password for {{brand.name}}',
    lines: ['You, or somebody who knows your address, asked for a new password.'],
    action: 'Choose a new password',
    codeHint: codeHint.en,
    notes: ['This works once and for an hour. Every session of your account will end.', notYou.en],
  },
  de: {
    subject: 'Neues Passwort für {{brand.name}}',
    lines: ['Du, oder jemand, der deine Adresse kennt, möchte ein neues Passwort.'],
    action: 'Neues Passwort wählen',
    codeHint: codeHint.de,
    notes: ['Das geht einmal und eine Stunde lang. Alle Sitzungen deines Kontos enden damit.', notYou.de],
  },
});

const change = mailTemplate('auth.changeEmail', {
  en: {
    subject: 'Confirm your new address for {{brand.name}}',
    lines: ['An account shall have this address from now on. Please confirm that the address is yours.'],
    action: 'Confirm the new address',
    codeHint: codeHint.en,
    notes: ['This works once and for an hour.', notYou.en],
  },
  de: {
    subject: 'Bestätige deine neue Adresse für {{brand.name}}',
    lines: ['Ein Konto soll von nun an diese Adresse haben. Bitte bestätige, dass sie dir gehört.'],
    action: 'Neue Adresse bestätigen',
    codeHint: codeHint.de,
    notes: ['Das geht einmal und eine Stunde lang.', notYou.de],
  },
});

const undo = mailTemplate('auth.emailChanged', {
  en: {
    subject: 'The address of your {{brand.name}} account was changed',
    lines: [
      'Your account has another address now, and no more mail comes here.',
      'If that was you, there is nothing to do. If not, take it back: every session ends, the password is void, and you choose a new one.',
    ],
    action: 'That was not me: undo it',
    notes: ['This works once and for 72 hours.'],
  },
  de: {
    subject: 'Die Adresse deines Kontos bei {{brand.name}} wurde geändert',
    lines: [
      'Dein Konto hat jetzt eine andere Adresse, und hierher kommt keine Mail mehr.',
      'Wenn du das warst, ist nichts zu tun. Wenn nicht, nimm es zurück: alle Sitzungen enden, das Passwort gilt nicht mehr, und du wählst ein neues.',
    ],
    action: 'Das war ich nicht: rückgängig machen',
    notes: ['Das geht einmal und 72 Stunden lang.'],
  },
});

/** The mails that carry a code. */
export const codeMails: Readonly<Record<MailPurpose, MailTemplate>> = {
  register,
  verify,
  reset,
  change,
  undo,
};
