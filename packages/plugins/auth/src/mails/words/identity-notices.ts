import { mailTemplate } from '@aethex/core';

export const identityLinked = mailTemplate('auth.identityLinked', {
  en: {
    subject: 'A way into your {{brand.name}} account was added',
    lines: [
      'From now on your account can be opened by signing in with {{provider}}.',
      'If that was not you, change your password at once, which ends all other sessions, and take this way in away again.',
    ],
  },
  de: {
    subject: 'Dein Konto bei {{brand.name}} hat einen weiteren Zugang',
    lines: [
      'Von nun an lässt sich dein Konto auch durch eine Anmeldung mit {{provider}} öffnen.',
      'Wenn du das nicht warst, ändere sofort dein Passwort – damit enden alle anderen Sitzungen – und entferne diesen Zugang wieder.',
    ],
  },
});

export const identityUnlinked = mailTemplate('auth.identityUnlinked', {
  en: {
    subject: 'A way into your {{brand.name}} account was taken away',
    lines: [
      'Your account can no longer be opened by signing in with {{provider}}.',
      'If that was not you, change your password at once; that ends all other sessions.',
    ],
  },
  de: {
    subject: 'Dein Konto bei {{brand.name}} hat einen Zugang weniger',
    lines: [
      'Dein Konto lässt sich nicht mehr durch eine Anmeldung mit {{provider}} öffnen.',
      'Wenn du das nicht warst, ändere sofort dein Passwort; damit enden alle anderen Sitzungen.',
    ],
  },
});
