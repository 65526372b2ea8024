import { mailTemplate } from '@aethex/core';

export const secondFactorOn = mailTemplate('auth.secondFactorOn', {
  en: {
    subject: 'Your {{brand.name}} account has a second factor now',
    lines: [
      'From now on a sign-in to your account takes a code of your authenticator app besides the password.',
      'Keep the recovery codes where you find them without your phone.',
      'If that was not you, change your password at once and write to us.',
    ],
  },
  de: {
    subject: 'Dein Konto bei {{brand.name}} hat jetzt einen zweiten Faktor',
    lines: [
      'Von nun an braucht eine Anmeldung außer dem Passwort einen Code deiner Authenticator-App.',
      'Bewahre die Wiederherstellungscodes dort auf, wo du sie auch ohne dein Telefon findest.',
      'Wenn du das nicht warst, ändere sofort dein Passwort und schreibe uns.',
    ],
  },
});

export const secondFactorOff = mailTemplate('auth.secondFactorOff', {
  en: {
    subject: 'Your {{brand.name}} account has no second factor any more',
    lines: [
      'From now on a sign-in to your account takes the password alone.',
      'If that was not you, change your password at once; that ends all other sessions.',
    ],
  },
  de: {
    subject: 'Dein Konto bei {{brand.name}} hat keinen zweiten Faktor mehr',
    lines: [
      'Von nun an genügt für eine Anmeldung das Passwort.',
      'Wenn du das nicht warst, ändere sofort dein Passwort; damit enden alle anderen Sitzungen.',
    ],
  },
});
