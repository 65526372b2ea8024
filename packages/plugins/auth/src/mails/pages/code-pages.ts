import { codePage } from './code-page.js';

export const verifyPage = codePage(
  {
    en: {
      title: 'Confirm your address',
      text: 'One click, and your address counts as yours.',
      button: 'Confirm',
      done: 'Thank you',
      doneText: 'Your address is confirmed. You can close this page and go on in the game.',
    },
    de: {
      title: 'Adresse bestätigen',
      text: 'Ein Klick, und deine Adresse gilt als deine.',
      button: 'Bestätigen',
      done: 'Danke',
      doneText: 'Deine Adresse ist bestätigt. Du kannst diese Seite schließen und im Spiel weitermachen.',
    },
  },
  { path: '/auth/email/verify' },
);

export const resetPage = codePage(
  {
    en: {
      title: 'Choose a new password',
      text: 'Every session of your account will end, on this device too.',
      button: 'Save',
      done: 'Your new password counts',
      doneText: 'You can close this page and sign in with it.',
    },
    de: {
      title: 'Neues Passwort wählen',
      text: 'Alle Sitzungen deines Kontos enden damit, auch auf diesem Gerät.',
      button: 'Speichern',
      done: 'Dein neues Passwort gilt',
      doneText: 'Du kannst diese Seite schließen und dich damit anmelden.',
    },
  },
  { path: '/auth/password/reset', field: 'new_password' },
);

export const emailPage = codePage(
  {
    en: {
      title: 'Confirm your new address',
      text: 'From now on your account has this address.',
      button: 'Confirm',
      done: 'Your new address counts',
      doneText: 'Sign in with it from now on. You can close this page.',
    },
    de: {
      title: 'Neue Adresse bestätigen',
      text: 'Von nun an hat dein Konto diese Adresse.',
      button: 'Bestätigen',
      done: 'Deine neue Adresse gilt',
      doneText: 'Melde dich von nun an mit ihr an. Du kannst diese Seite schließen.',
    },
  },
  { path: '/auth/email/confirm' },
);

export const undoPage = codePage(
  {
    en: {
      title: 'Take your address back',
      text: 'Your account gets this address back. Every session ends, and the password is void.',
      button: 'That was not me: undo it',
      done: 'Your account has its address back',
      doneText: 'A mail is on its way to you by which you choose a new password.',
    },
    de: {
      title: 'Adresse zurücknehmen',
      text: 'Dein Konto bekommt diese Adresse zurück. Alle Sitzungen enden, und das Passwort gilt nicht mehr.',
      button: 'Das war ich nicht: rückgängig machen',
      done: 'Dein Konto hat seine Adresse zurück',
      doneText: 'Eine Mail ist unterwegs zu dir, mit der du ein neues Passwort wählst.',
    },
  },
  { path: '/auth/email/undo' },
);
