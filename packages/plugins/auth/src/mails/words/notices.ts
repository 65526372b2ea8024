import { mailTemplate, type MailTemplate } from '@aethex/core';
import { identityLinked, identityUnlinked } from './identity-notices.js';
import { secondFactorOff, secondFactorOn } from './second-factor-notices.js';

/** What a player may be told of. */
export type Notice =
  | 'address_taken'
  | 'password_changed'
  | 'new_device'
  | 'theft'
  | 'second_factor_on'
  | 'second_factor_off'
  | 'identity_linked'
  | 'identity_unlinked';

const where = {
  en: [
    'Device: {{#if device}}{{device}}{{else}}unknown{{/if}}',
    'Network: {{#if network}}{{network}}{{else}}unknown{{/if}}',
    'Signed in: {{time}}',
  ],
  de: [
    'Gerät: {{#if device}}{{device}}{{else}}unbekannt{{/if}}',
    'Netz: {{#if network}}{{network}}{{else}}unbekannt{{/if}}',
    'Angemeldet: {{time}}',
  ],
};

const addressTaken = mailTemplate('auth.addressTaken', {
  en: {
    subject: 'You have an account with {{brand.name}} already',
    lines: [
      'Somebody, perhaps you, wanted to use this address for an account. It belongs to one already.',
      'Sign in with it as always. If you do not know the password any more, ask for a new one where you sign in.',
    ],
    notes: ['If that was not you, there is nothing to do.'],
  },
  de: {
    subject: 'Du hast schon ein Konto bei {{brand.name}}',
    lines: [
      'Jemand, vielleicht du, wollte diese Adresse für ein Konto benutzen. Sie gehört schon zu einem.',
      'Melde dich damit an wie immer. Wenn du das Passwort nicht mehr weißt, verlange bei der Anmeldung ein neues.',
    ],
    notes: ['Wenn du das nicht warst, ist nichts zu tun.'],
  },
});

const passwordChanged = mailTemplate('auth.passwordChanged', {
  en: {
    subject: 'Your password for {{brand.name}} was changed',
    lines: [
      'The password of your account was changed, and sessions on other devices have ended.',
      'If that was not you, ask for a new password at once where you sign in.',
    ],
  },
  de: {
    subject: 'Dein Passwort für {{brand.name}} wurde geändert',
    lines: [
      'Das Passwort deines Kontos wurde geändert, und Sitzungen auf anderen Geräten sind beendet.',
      'Wenn du das nicht warst, verlange bei der Anmeldung sofort ein neues Passwort.',
    ],
  },
});

const newDevice = mailTemplate('auth.newDevice', {
  en: {
    subject: 'Your {{brand.name}} account was used on a new device',
    lines: [
      'Hello {{player}}, somebody signed in to your account on a device that it did not know.',
      ...where.en,
      'If that was you, there is nothing to do. If not, change your password; that ends all other sessions.',
    ],
  },
  de: {
    subject: 'Dein Konto bei {{brand.name}} wurde auf einem neuen Gerät benutzt',
    lines: [
      'Hallo {{player}}, jemand hat sich auf einem Gerät angemeldet, das dein Konto noch nicht kannte.',
      ...where.de,
      'Wenn du das warst, ist nichts zu tun. Wenn nicht, ändere dein Passwort; damit enden alle anderen Sitzungen.',
    ],
  },
});

const theft = mailTemplate('auth.theft', {
  en: {
    subject: 'One of your sessions was ended',
    lines: [
      'A sign-in token of your account was used a second time. That happens when somebody has copied it, so the session it belonged to was ended.',
      ...where.en,
      'Sign in again to go on playing. If you do not know that device, change your password; that ends all other sessions.',
    ],
  },
  de: {
    subject: 'Eine deiner Sitzungen wurde beendet',
    lines: [
      'Ein Anmeldeschlüssel deines Kontos wurde ein zweites Mal benutzt. Das geschieht, wenn jemand ihn kopiert hat; darum wurde die Sitzung beendet, zu der er gehörte.',
      ...where.de,
      'Melde dich neu an, um weiterzuspielen. Wenn du das Gerät nicht kennst, ändere dein Passwort; damit enden alle anderen Sitzungen.',
    ],
  },
});

/** The mails that only tell something. */
export const notices: Readonly<Record<Notice, MailTemplate>> = {
  address_taken: addressTaken,
  password_changed: passwordChanged,
  new_device: newDevice,
  theft,
  second_factor_on: secondFactorOn,
  second_factor_off: secondFactorOff,
  identity_linked: identityLinked,
  identity_unlinked: identityUnlinked,
};
